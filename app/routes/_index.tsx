import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { chooseBrand } from "../last-brand.server.ts";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";

/** Home is Today of the brand last worked for; a workspace without brands starts by adding one. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { brands } = await requireUser({ request, context });
  const brand = await chooseBrand(request, brands);
  return redirect(brand ? paths.today(brand.slug) : paths.brands());
}
