import type { ActionFunctionArgs } from "@remix-run/node";
import { NotFound, Refused } from "#config/errors.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { findRun, retryAlike } from "../settings/runs.server.ts";

/** POST takes a run that ended badly up again from where it stopped; with `alike`, every one that failed as it did. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspace } = await requireUser({ request, context }, "activity.retry");
  const { engine } = context;
  const form = await request.formData();
  const id = params.runId ?? "";
  try {
    const run = engine && (await findRun(engine, workspace.id, id));
    if (!run) throw new NotFound("run", id);
    const taken = form.get("alike") ? await retryAlike(engine, run) : Number(await engine.retryRun(id));
    if (taken === 0) {
      const why =
        "That run is not standing still any more, so it cannot be taken up again. The page shows how it is now.";
      throw new Refused("run-moved-on", why);
    }
    return { taken };
  } catch (error) {
    return replyTo(error);
  }
}
