import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { type BeforeAfterInput, markBeforeAfter } from "#studio/products/before-after.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST marks two pictures of the product as before and after. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const id = params.productId ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  try {
    const input = {
      ...{ beforeId: text("beforeId"), afterId: text("afterId"), shows: text("shows") },
      confirmed: form.get("confirmed") === "yes",
    } as BeforeAfterInput; // what is not as it should be is refused by its schema
    await markBeforeAfter(db, brand.id, doer.by, id, input);
    return redirect(paths.product(brand.slug, id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
