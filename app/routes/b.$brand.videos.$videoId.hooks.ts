import type { ActionFunctionArgs } from "@remix-run/node";
import { Refused } from "#config/errors.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { priceNext } from "#studio/briefs/price-next.ts";
import { requirePermission } from "#studio/members/permissions.ts";
import { readHook, suggestSwaps, swapHook } from "#studio/scripts/swap-hook.ts";
import { variantRequested } from "#workflows/events.ts";
import { orMissing } from "../missing.server.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/**
 * POST by `intent`: "ideas" answers other hooks for a video and what its next version may cost (millionths of a US dollar),
 * "swap" makes the next version with `line` as its hook, and asks for it.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const video = await getVideo(db, brand.id, params.videoId ?? "").catch(orMissing);
  const form = await request.formData();
  try {
    requirePermission(doer.member, "video.return", brand.id);
    if (form.get("intent") === "ideas") {
      const variant = await getVariant(db, brand.id, video.variantId);
      const hooks = await suggestSwaps(db, context.writer, brand.id, video.id, 5);
      return { hooks, micros: await priceNext(db, brand.id, variant) };
    }
    if (form.get("intent") !== "swap") {
      throw new Refused("intent-unknown", "The page sent something this studio does not know. Load it again.");
    }
    const hook = { line: String(form.get("line") ?? ""), onScreen: String(form.get("onScreen") ?? "") || null };
    const read = await readHook(db, context.languageModel, brand.id, video.id, hook);
    const wanted = await context.commit(db, async (trx, send) => {
      const made = await swapHook(trx, brand.id, doer.by, video.id, hook, read);
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...made }));
      return made;
    });
    return { made: wanted.version };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
