import { parseArgs } from "node:util";
import { type EndpointHealth, listEndpoints } from "#db/queries/webhooks.ts";
import { operatorOf } from "#studio/members/permissions.ts";
import { replayFailed } from "#studio/webhooks/replay.ts";
import { type Noun, UsageError } from "./command.ts";
import { getWorkspace, operatorIn } from "./scope.ts";

const scopeUsage = "[--workspace <slug>]";

export const webhooks: Noun = {
  list: {
    usage: scopeUsage,
    does: "Lists the webhooks with what became of their messages within a day",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: { workspace: { type: "string" } } });
      return desk.withDatabase(async ({ db }) => {
        const workspace = await getWorkspace(db, values.workspace);
        const endpoints = await listEndpoints(db, workspace.id);
        for (const endpoint of endpoints) desk.say(sayEndpoint(endpoint));
        if (endpoints.length === 0) desk.say(`${workspace.name} has no webhooks.`);
        return 0;
      });
    },
  },
  replay: {
    usage: `<id> --hours <number> ${scopeUsage}`,
    does: "Sends a webhook again what failed in the last hours; it goes out while the studio runs",
    async run(args, desk) {
      const options = { workspace: { type: "string" }, hours: { type: "string" } } as const;
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
      const [id, ...more] = positionals;
      if (id === undefined || more.length > 0) throw new UsageError("Name one webhook, by its id as list prints it.");
      const hours = Number(values.hours);
      if (!(hours > 0)) throw new UsageError("Say how many hours back, with --hours <number>.");
      return desk.withDatabase(async ({ db }) => {
        const { id: workspaceId } = await getWorkspace(db, values.workspace);
        const doer = { member: operatorOf(workspaceId), by: operatorIn(workspaceId) };
        const now = new Date();
        const sent = await replayFailed(db, doer, id, new Date(now.getTime() - hours * 3_600_000), now);
        desk.say(sent === 0 ? "Nothing failed in that time." : `${sent} sent again.`);
        return 0;
      });
    },
  },
};

function sayEndpoint({ id, url, disabledWhy, failingSince, delivered, failed, waiting }: EndpointHealth): string {
  const state = disabledWhy ? `off (${disabledWhy})` : failingSince ? "failing" : "on";
  const { origin, pathname } = new URL(url);
  return `${id}  ${origin}${pathname}  ${state}  ${delivered} delivered, ${failed} failed, ${waiting} waiting`;
}
