import type { ActionFunctionArgs } from "@remix-run/node";
import { countView } from "#studio/showcase/views.ts";
import { answerAct, readAct } from "../showcase/acts.server.ts";

/** The page says how long a video has played in view so far. Sent as a beacon: nobody reads the answer. */
export async function action(args: ActionFunctionArgs) {
  const act = await readAct(args);
  if (act instanceof Response) return act;
  const watchedMs = Number(act.form.get("watchedMs"));
  await answerAct(countView(args.context.everywhere, act.postId, act.visit, watchedMs));
  return new Response(null, { status: 204 });
}
