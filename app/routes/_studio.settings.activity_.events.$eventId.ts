import type { ActionFunctionArgs } from "@remix-run/node";
import { NotFound } from "#config/errors.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { listAside } from "../settings/runs.server.ts";

/** POST has an event that no workflow could be started for brought to its workflows once more. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspace } = await requireUser({ request, context }, "activity.retry");
  const { engine } = context;
  const id = params.eventId ?? "";
  try {
    const ours = engine && (await listAside(engine, workspace.id)).some((event) => event.id === id);
    if (!engine || !ours || !(await engine.routeAgain(id))) throw new NotFound("event", id);
    return { started: true };
  } catch (error) {
    return replyTo(error);
  }
}
