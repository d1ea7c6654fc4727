import { readFile } from "node:fs/promises";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { bedIds } from "#media/music/beds.ts";
import { sampleNames } from "#media/sample-desk.ts";
import { getKit } from "#studio/brands/current-kit.ts";
import { endCardWords, lookOfKit } from "#studio/brands/kit-look.ts";
import { orMissing } from "../missing.server.ts";
import { requireBrand } from "../session.server.ts";

/** What a version of the kit may choose from, in its own colours and type: captions, end cards, and the beginnings of beds. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { files, samples } = context;
  const version = Number(params.version);
  const picture = sampleNames.find((name) => params.sample === `${name}.png`);
  const bed = bedIds.find((id) => params.sample === `bed-${id}.m4a`);
  if (!Number.isInteger(version) || version < 1 || version > 1e9 || !(picture ?? bed))
    throw new Response("There is no such sample.", { status: 404 });
  const kit = await getKit(db, brand.id, version).catch(orMissing);
  const file = bed
    ? await samples.bed(bed, kit.kit.slug)
    : await samples.picture(await lookOfKit(files, kit).catch(orMissing), endCardWords(kit.kit), picture!);
  return new Response(new Uint8Array(await readFile(file)), {
    headers: {
      "Content-Type": bed ? "audio/mp4" : "image/png",
      "Cache-Control": "private, max-age=86400",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
