import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireBrand } from "../session.server.ts";

/** Every address of a brand that is no page: the shell stays around the 404. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<never> {
  await requireBrand({ request, params, context });
  throw new Response("There is no page at this address. It may have moved. Start from Today.", {
    status: 404,
  });
}

export default function Nowhere() {
  return null;
}
