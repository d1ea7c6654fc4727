import { parseArgs } from "node:util";
import type { Db } from "#db/database.ts";
import { listAuditedWorkspaces } from "#db/queries/audit.ts";
import { listWorkspaces } from "#db/queries/workspaces.ts";
import { machineChain } from "#studio/audit/actor.ts";
import { verifyChain } from "#studio/audit/verify.ts";
import { type Noun, UsageError } from "./command.ts";
import { getWorkspace } from "./scope.ts";

export const audit: Noun = {
  verify: {
    usage: "[--workspace <slug>] [--head <number>:<hash>]",
    does: "Finds what was changed, moved, added or removed in the audit, and prints the heads to keep elsewhere",
    async run(args, desk) {
      const options = { workspace: { type: "string" }, head: { type: "string" } } as const;
      const { values } = parseArgs({ args, options });
      if (values.head !== undefined && values.workspace === undefined) {
        throw new UsageError("Say whose head that is, with --workspace <slug>.");
      }
      return desk.withDatabase(async ({ db }) => {
        let sound = true;
        for (const { id, name } of await listChains(db, values.workspace)) {
          const { entries, head, problems } = await verifyChain(db, id, values.head);
          for (const problem of problems) desk.complain(`${name}: ${problem}`);
          if (problems.length === 0) desk.say(`${name}: ${entries} entries, all as they were written. Head ${head}`);
          sound &&= problems.length === 0;
        }
        return sound ? 0 : 1;
      });
    },
  },
};

/** The workspace named, or every chain there is: of workspaces, of the machine, and any that is nobody's. */
async function listChains(db: Db, slug: string | undefined): Promise<{ id: string; name: string }[]> {
  if (slug !== undefined) return [await getWorkspace(db, slug)];
  const names = new Map([[machineChain, "The machine"]]);
  for (const { id, name } of await listWorkspaces(db)) names.set(id, name);
  const chained = await listAuditedWorkspaces(db);
  return [...new Set([...names.keys(), ...chained])].map((id) => ({ id, name: names.get(id) ?? `Workspace ${id}` }));
}
