import type { LoaderFunctionArgs } from "@remix-run/node";
import { personaLook } from "#media/persona-look.ts";
import { designPortrait, portraitSvg } from "#media/portrait.ts";
import { readLook } from "../personas/persona-values.ts";
import { requireBrand } from "../session.server.ts";

/** The face of a look and a seed, for the form while it is being filled in. Nothing is kept. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context });
  const { searchParams } = new URL(request.url);
  const look = personaLook.safeParse(readLook((field) => searchParams.get(field)));
  if (!look.success) throw new Response("No face has that look.", { status: 404 });
  return new Response(portraitSvg(designPortrait(look.data, (searchParams.get("seed") ?? "").slice(0, 60))), {
    headers: {
      "Content-Type": "image/svg+xml",
      "Cache-Control": "private, max-age=3600",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    },
  });
}
