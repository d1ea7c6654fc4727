import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { NotFound } from "#config/errors.ts";
import { getCutaway } from "#db/queries/cutaways.ts";
import { withdrawCutaway } from "#studio/products/cutaways.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";

const types: Record<string, string> = { mp4: "video/mp4", png: "image/png", jpg: "image/jpeg" };

/** The picture or clip itself; with `?still` what a clip begins with. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const cutaway = await ownOf(params, (id) => getCutaway(db, brand.id, id)).catch(orMissing);
  const key = new URL(request.url).searchParams.has("still") ? cutaway.poster : cutaway.file;
  const type = types[key.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  const about = { type, etag: key, cache: "private, max-age=86400, immutable" };
  return rangeResponse(request, context.files, key, about).catch(orMissing);
}

/** DELETE takes it back. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "product.edit");
  const cutaway = await ownOf(params, (id) => getCutaway(db, brand.id, id)).catch(orMissing);
  await withdrawCutaway(db, brand.id, doer.by, cutaway.id).catch(orMissing);
  return redirect(paths.product(brand.slug, cutaway.productId));
}

/** A cutaway by its address; of another product it is not there. */
async function ownOf<T extends { productId: string }>(
  { productId, cutawayId = "" }: { productId?: string; cutawayId?: string },
  get: (id: string) => Promise<T>,
): Promise<T> {
  const cutaway = await get(cutawayId);
  if (cutaway.productId !== productId) throw new NotFound("cutaway", cutawayId);
  return cutaway;
}
