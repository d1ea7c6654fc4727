import type { ActionFunctionArgs } from "@remix-run/node";
import { countShare } from "#studio/showcase/reactions.ts";
import { answerAct, backToPost, readAct } from "../showcase/acts.server.ts";

/** Counts a share. Without a script the button leads to the post's own page, whose address is there to be copied. */
export async function action(args: ActionFunctionArgs) {
  const act = await readAct(args);
  if (act instanceof Response) return act;
  await answerAct(countShare(args.context.everywhere, act.postId, act.visit));
  return backToPost(args, {});
}
