import type { LoaderFunctionArgs } from "@remix-run/node";
import { getPersonaPicture } from "#db/queries/persona-pictures.ts";
import { orMissing } from "../missing.server.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";

/** A picture of a persona's reference sheet. It may be drawn anew, so that its hash and not its address says which it is. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { file, sha256, personaId } = await getPersonaPicture(db, brand.id, params.pictureId ?? "").catch(orMissing);
  if (!file || personaId !== params.personaId) throw new Response("There is no such picture.", { status: 404 });
  const about = {
    type: file.endsWith(".png") ? "image/png" : "image/jpeg",
    ...{ etag: sha256?.slice(0, 32) ?? "", cache: "private, no-cache" },
  };
  return rangeResponse(request, context.files, file, about).catch(orMissing);
}
