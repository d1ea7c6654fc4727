import type { ActionFunctionArgs } from "@remix-run/node";
import { setLike } from "#studio/showcase/reactions.ts";
import { answerAct, backToPost, readAct } from "../showcase/acts.server.ts";

/** Likes a post (`liked` is true) or takes the like back: by script, or as a plain form without. */
export async function action(args: ActionFunctionArgs) {
  const act = await readAct(args);
  if (act instanceof Response) return act;
  const liked = act.form.get("liked") === "true";
  const likes = await answerAct(setLike(args.context.everywhere, act.postId, act.visit, liked));
  return backToPost(args, { ...likes, liked });
}
