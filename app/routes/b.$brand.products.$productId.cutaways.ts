import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { addCutaway, type CutawayInput, largestCutaway } from "#studio/products/cutaways.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { readUpload } from "../upload.server.ts";

/** POST adds a picture or a clip that videos of the product may cut to. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const id = params.productId ?? "";
  let typed: FormData | undefined;
  try {
    const { bytes, form } = await readUpload(request, "file", largestCutaway);
    typed = form;
    const text = (name: string) => String(form.get(name) ?? "");
    const input = {
      ...{ shows: text("shows"), rights: text("rights"), licence: text("licence") },
      confirmed: form.get("confirmed") === "yes",
    } as CutawayInput; // what is not as it should be is refused by its schema
    await addCutaway({ db, files: context.files, scratch: context.scratch }, brand.id, doer.by, id, bytes, input);
    return redirect(paths.product(brand.slug, id));
  } catch (error) {
    typed?.delete("file");
    return replyTo(error, typed ? valuesOf(typed) : {});
  }
}
