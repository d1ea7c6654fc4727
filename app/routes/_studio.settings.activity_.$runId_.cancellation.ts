import type { ActionFunctionArgs } from "@remix-run/node";
import { NotFound, Refused } from "#config/errors.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { findRun } from "../settings/runs.server.ts";

/** POST cancels a run: it takes no further step. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspace } = await requireUser({ request, context }, "activity.cancel");
  const { engine } = context;
  const id = params.runId ?? "";
  try {
    const run = engine && (await findRun(engine, workspace.id, id));
    if (!run) throw new NotFound("run", id);
    if (!(await engine.cancelRun(id))) {
      throw new Refused("run-moved-on", "That run has ended already. The page shows how it is now.");
    }
    return { cancelled: true };
  } catch (error) {
    return replyTo(error);
  }
}
