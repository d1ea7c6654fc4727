import type { LoaderFunctionArgs } from "@remix-run/node";
import { Page } from "../components/page.tsx";
import { requireBrand } from "../session.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context });
  return null;
}

export default function Today() {
  return <Page title="Today">Nothing needs you.</Page>;
}
