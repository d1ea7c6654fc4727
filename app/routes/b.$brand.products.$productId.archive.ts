import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { archiveProduct, restoreProduct } from "#studio/products/product.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

/** POST archives, DELETE restores. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const id = params.productId ?? "";
  const change = request.method === "DELETE" ? restoreProduct : archiveProduct;
  await change(db, brand.id, doer.by, id).catch(orMissing);
  return redirect(paths.product(brand.slug, id));
}
