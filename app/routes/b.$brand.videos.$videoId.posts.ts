import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { schedulePost } from "#studio/posts/schedule.ts";
import { postScheduled } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST plans a post of an approved video: `at` on the brand's wall clock, or the next free slot when `plan` is "slot". */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "post.schedule");
  const videoId = params.videoId ?? "";
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  try {
    const wanted = {
      videoId,
      connectionId: text("connectionId") || undefined,
      at: text("plan") === "slot" ? null : text("at") || "unset",
      zone: brand.zone,
    };
    await context.commit(db, async (trx, send) => {
      await send(postScheduled.create(await schedulePost(trx, brand.id, doer.by, wanted, context.channels)));
    });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
  return redirect(paths.video(brand.slug, videoId));
}
