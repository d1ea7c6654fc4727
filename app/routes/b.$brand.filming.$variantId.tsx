import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getPersona } from "#db/queries/personas.ts";
import { findCurrentVideo } from "#db/queries/videos.ts";
import { readFilmingProgress } from "#studio/takes/filming-progress.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { FilmingProgress } from "../videos/filming-progress.tsx";
import { settleTakeOf, stopFilmingOf } from "../videos/filming-verbs.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Filming of ${data?.title ?? "a video"} · Troupe` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const variantId = params.variantId ?? "";
  const { variant, ...progress } = await readFilmingProgress(db, brand.id, variantId).catch(orMissing);
  const [persona, video] = await Promise.all([
    getPersona(db, brand.id, variant.personaId),
    findCurrentVideo(db, brand.id, variantId),
  ]);
  const { id, hook, state, stage, failure } = variant;
  return {
    ...progress,
    variant: { id, hook, state, stage, failure, persona: persona.name, personaId: persona.id },
    videoId: video?.id ?? null,
  };
}

/** DELETE stops the filming; POST says of `takeId`, whose fate nobody knows, whether it was `made`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admission = await requireBrand({ request, params, context }, "brief.launch");
  try {
    if (request.method === "DELETE") return await stopFilmingOf(context, admission, params.variantId ?? "");
    return await settleTakeOf(admission, await request.formData());
  } catch (error) {
    return replyTo(error);
  }
}

export default function FilmingPage() {
  const page = useLoaderData<typeof loader>();
  useLive(["variant", "review"]);
  return <FilmingProgress {...page} />;
}
