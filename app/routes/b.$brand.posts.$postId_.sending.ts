import type { ActionFunctionArgs } from "@remix-run/node";
import { mendAndResend } from "#studio/posts/mend.ts";
import { postScheduled } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST sends a failed post again, now, with the caption of the form. When the network turns out to have it, it is marked published instead. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "post.publish");
  const form = await request.formData();
  try {
    const caption = String(form.get("caption") ?? "");
    const press = { ...context, db };
    const scheduled = await mendAndResend(press, brand.id, doer.by, params.postId ?? "", caption, (trx, again) =>
      context.dispatch(trx, postScheduled.create(again)),
    );
    return { done: scheduled ? ("sent" as const) : ("found" as const) };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
