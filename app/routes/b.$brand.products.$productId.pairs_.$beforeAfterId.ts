import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { unmarkBeforeAfter } from "#studio/products/before-after.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

/** DELETE takes the mark of a before and after back. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const pair = await unmarkBeforeAfter(db, brand.id, doer.by, params.beforeAfterId ?? "").catch(orMissing);
  return redirect(paths.product(brand.slug, pair.productId));
}
