import type { ActionFunctionArgs } from "@remix-run/node";
import { withdrawPost } from "#studio/posts/withdraw.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST takes a post back: a planned one does not go out, one that is out is taken down on its network. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "post.withdraw");
  try {
    await withdrawPost({ ...context, db }, brand.id, doer.by, params.postId ?? "");
    return { done: "withdrawn" as const };
  } catch (error) {
    return replyTo(error);
  }
}
