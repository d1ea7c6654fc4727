import { type ActionFunctionArgs, json, type LoaderFunctionArgs } from "@remix-run/node";
import { getVideo } from "#db/queries/videos.ts";
import { requirePermission } from "#studio/members/permissions.ts";
import { filmShot, offerShots } from "#studio/takes/film-shot.ts";
import { variantRequested } from "#workflows/events.ts";
import { orMissing } from "../missing.server.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { settleTakeOf, stopFilmingOf } from "../videos/filming-verbs.server.ts";

/** What filming each shot of the video alone would cost; none where nobody can film. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  return json({ offers: await offerShots(db, brand.id, params.videoId ?? "", context.means).catch(orMissing) });
}

/**
 * PUT has the shot at `position` filmed for at most `micros`, which makes the video's next version. DELETE stops the
 * filming of that. POST says of `takeId`, whose fate nobody knows, whether it was `made`, after somebody looked for it at
 * the vendor's.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admission = await requireBrand({ request, params, context }, "brief.launch");
  const { db, doer, brand } = admission;
  const form = await request.formData();
  try {
    if (request.method === "PUT") {
      requirePermission(doer.member, "video.return", brand.id);
      const wanted = { position: Number(form.get("position")), shown: Number(form.get("micros")) };
      const made = await context.commit(db, async (trx, send) => {
        const next = await filmShot(trx, brand.id, doer.by, params.videoId ?? "", wanted, context.means);
        await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...next }));
        return next;
      });
      return { done: "ordered" as const, version: made.version };
    }
    const { variantId } = await getVideo(db, brand.id, params.videoId ?? "");
    if (request.method === "DELETE") return await stopFilmingOf(context, admission, variantId);
    return await settleTakeOf(admission, form);
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
