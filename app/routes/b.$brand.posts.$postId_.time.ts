import type { ActionFunctionArgs } from "@remix-run/node";
import { reschedulePost } from "#studio/posts/schedule.ts";
import { postScheduled } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST gives a post another time: `at` on the brand's wall clock, or the next free slot when `plan` is "slot". */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "post.schedule");
  const form = await request.formData();
  const at = form.get("plan") === "slot" ? null : String(form.get("at") || "unset");
  try {
    const scheduled = await context.commit(db, async (trx, send) => {
      const moved = await reschedulePost(trx, brand.id, doer.by, params.postId ?? "", { at, zone: brand.zone });
      await send(postScheduled.create(moved));
      return moved;
    });
    return { done: "moved" as const, scheduledAt: scheduled.scheduledAt };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
