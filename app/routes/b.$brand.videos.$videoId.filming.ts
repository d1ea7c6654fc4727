import type { ActionFunctionArgs } from "@remix-run/node";
import { getVideo } from "#db/queries/videos.ts";
import { settleUnknown, stopFilming } from "#studio/takes/stop-filming.ts";
import { takeChanged } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/**
 * DELETE stops the filming of the video's next version. POST says of `takeId`, whose fate nobody knows, whether it was
 * `made`, after somebody looked for it at the vendor's.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.launch");
  const form = await request.formData();
  try {
    const { variantId } = await getVideo(db, brand.id, params.videoId ?? "");
    if (request.method === "DELETE") {
      await context.commit(db, async (trx, send) => {
        const { takes } = await stopFilming(trx, brand.id, doer.by, variantId);
        const owned = { workspaceId: brand.workspaceId, brandId: brand.id };
        await send(takes.map((takeId) => takeChanged.create({ ...owned, takeId })));
      });
      return { done: "stopped" as const };
    }
    const made = form.get("made") === "yes";
    await settleUnknown(db, brand.id, doer.by, String(form.get("takeId") ?? ""), { made });
    return { done: "settled" as const };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
