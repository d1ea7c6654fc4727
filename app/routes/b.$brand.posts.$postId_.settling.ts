import type { ActionFunctionArgs } from "@remix-run/node";
import { settlePost } from "#studio/posts/publish.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST looks at the network once more for a post whose fate is unknown. It only reads there. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "post.publish");
  try {
    const { state } = await settlePost({ ...context, db }, brand.id, params.postId ?? "");
    return { done: "looked" as const, state };
  } catch (error) {
    return replyTo(error);
  }
}
