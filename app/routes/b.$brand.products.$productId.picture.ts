import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Refused } from "#config/errors.ts";
import { getPictureKey, setProductPicture } from "#studio/products/product.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { rangeResponse } from "../range-response.server.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { readUpload } from "../upload.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const key = await getPictureKey(db, brand.id, params.productId ?? "").catch(orMissing);
  const type = key.endsWith(".png") ? "image/png" : "image/jpeg";
  return rangeResponse(request, context.files, key, { type, etag: key, cache: "private, max-age=60" }).catch(orMissing);
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const id = params.productId ?? "";
  try {
    const { bytes } = await readUpload(request, "picture", 20);
    if (bytes.byteLength === 0) throw new Refused("no-file", "Choose a picture first.", "picture");
    await setProductPicture(db, context.files, brand.id, doer.by, id, bytes);
    return redirect(paths.product(brand.slug, id));
  } catch (error) {
    return replyTo(error);
  }
}
