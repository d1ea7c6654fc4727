import path from "node:path";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { kitFile } from "#brand-kits/schema.ts";
import { getKitRow } from "#db/queries/kits.ts";
import { orMissing } from "../missing.server.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";

const types: Record<string, string> = {
  ...{ ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp" },
  ...{ ".ttf": "font/ttf", ".otf": "font/otf" },
};

/** A picture or font of one version of the kit; the version's files never change. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const version = Number(params.version);
  // The same rule that the kit's own names were held to: one that climbs or hides is none.
  const { data: name } = kitFile.safeParse(params["*"]);
  const type = name && types[path.extname(name).toLowerCase()];
  if (!Number.isInteger(version) || version < 1 || version > 1e9 || !type)
    throw new Response("The kit has no such file.", { status: 404 });
  const { folder, sha256 } = await getKitRow(db, brand.id, version).catch(orMissing);
  const etag = `${sha256.slice(0, 16)}-${Buffer.from(name).toString("base64url")}`;
  const cache = "private, max-age=86400, immutable";
  return rangeResponse(request, context.files, `${folder}/${name}`, { type, etag, cache }).catch(orMissing);
}
