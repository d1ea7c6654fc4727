import path from "node:path";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { getPersona } from "#db/queries/personas.ts";
import { drawPortrait } from "#media/portrait.ts";
import { portrait as portraitSchema } from "#media/storyboard.ts";
import { orMissing } from "../missing.server.ts";
import { rangeResponse } from "../range-response.server.ts";
import { requireBrand } from "../session.server.ts";

/** A persona's face as it was kept, or drawn now for one that was never kept. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const persona = await getPersona(db, brand.id, params.personaId ?? "").catch(orMissing);
  const cache = "private, no-cache";
  if (persona.portraitFile) {
    const etag = path.basename(persona.portraitFile, ".png");
    return rangeResponse(request, context.files, persona.portraitFile, { type: "image/png", etag, cache });
  }
  const picture = drawPortrait(portraitSchema.parse(persona.portrait), { size: 512 });
  return new Response(new Uint8Array(picture), { headers: { "Content-Type": "image/png", "Cache-Control": cache } });
}
