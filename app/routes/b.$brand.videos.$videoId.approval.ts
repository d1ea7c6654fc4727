import type { ActionFunctionArgs } from "@remix-run/node";
import { requirePermission } from "#studio/members/permissions.ts";
import { approveAndSchedule, undoDecision } from "#studio/reviews/approve-and-schedule.ts";
import { approve } from "#studio/reviews/decision.ts";
import { postScheduled, variantRequested } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/**
 * POST approves the bytes named by `sha256`; with `plan` "slot" (the next free one) or "time" (`at`, on the brand's wall
 * clock) it plans the post in the same breath. DELETE takes back whatever was decided, and the planned post with it.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const verb = request.method === "DELETE" ? "video.undo" : "video.approve";
  const { db, doer, brand } = await requireBrand({ request, params, context }, verb);
  const videoId = params.videoId ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  try {
    if (request.method === "DELETE") {
      await undoDecision({ ...context, db }, brand.id, doer.by, videoId);
      return { done: "undone" as const, goesOut: null };
    }
    if (!["slot", "time"].includes(text("plan"))) {
      const filmed = await context.commit(db, async (trx, send) => {
        const { variantId, final } = await approve(trx, brand.id, doer.by, videoId, text("sha256"));
        if (final === undefined) return false;
        const owned = { workspaceId: brand.workspaceId, brandId: brand.id };
        await send(variantRequested.create({ ...owned, variantId, version: final, note: null }));
        return true;
      });
      return { done: filmed ? ("to-film" as const) : ("approved" as const), goesOut: null };
    }
    requirePermission(doer.member, "post.schedule", brand.id);
    const wanted = {
      videoId,
      connectionId: text("connectionId") || undefined,
      at: text("plan") === "time" ? text("at") || "unset" : null,
      zone: brand.zone,
    };
    const goesOut = await context.commit(db, async (trx, send) => {
      const press = { db: trx, channels: context.channels };
      const scheduled = await approveAndSchedule(press, brand.id, doer.by, text("sha256"), wanted);
      await send(postScheduled.create(scheduled));
      return scheduled.scheduledAt;
    });
    return { done: "approved" as const, goesOut };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
