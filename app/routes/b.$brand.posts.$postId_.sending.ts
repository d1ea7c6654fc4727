import type { ActionFunctionArgs } from "@remix-run/node";
import { resendPost } from "#studio/posts/resend.ts";
import { postScheduled } from "#workflows/events.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST sends a failed post again, now. When the network turns out to have it, it is marked published instead. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  try {
    const scheduled = await resendPost(context, brand.id, params.postId ?? "");
    if (scheduled) await context.inngest.send(postScheduled.create(scheduled));
    return { done: scheduled ? ("sent" as const) : ("found" as const) };
  } catch (error) {
    return replyTo(error);
  }
}
