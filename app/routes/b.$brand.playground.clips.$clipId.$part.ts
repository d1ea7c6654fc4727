import type { LoaderFunctionArgs } from "@remix-run/node";
import { getClip } from "#db/queries/playground.ts";
import { orMissing } from "../missing.server.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";

const cache = "private, max-age=86400, immutable";

/** The files of one clip of the playground, for the people of its brand. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { file, poster, key } = await getClip(db, brand.id, params.clipId ?? "").catch(orMissing);
  const files = {
    "video.mp4": { name: file, type: "video/mp4" },
    poster: { name: poster, type: "image/jpeg" },
  };
  const asked = params.part ?? "";
  const part = Object.hasOwn(files, asked) ? files[asked as keyof typeof files] : undefined;
  if (!part?.name) throw new Response("This clip has no such file.", { status: 404 });
  const about = { type: part.type, etag: `${key.slice(0, 32)}-${asked}`, cache };
  return rangeResponse(request, context.files, part.name, about).catch(orMissing);
}
