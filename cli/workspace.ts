import path from "node:path";
import { parseArgs } from "node:util";
import { createPool } from "#db/database.ts";
import { rawSql } from "#db/raw-sql.ts";
import { sweepShots } from "#media/shot-cache.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { recordAct } from "#studio/audit/record.ts";
import { operatorOf } from "#studio/members/permissions.ts";
import { eraseWorkspace } from "#studio/workspaces/erase.ts";
import { exportWorkspace } from "#studio/workspaces/export.ts";
import { pruneFiles } from "#studio/workspaces/prune.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";
import { type Noun, UsageError } from "./command.ts";
import { getWorkspace, operatorIn } from "./scope.ts";

export const exportNoun: Noun = {
  "": {
    usage: "--to <file.tar> [--workspace <slug>]",
    does: "Writes one workspace as JSON lines and files, to take elsewhere",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: { to: { type: "string" }, workspace: { type: "string" } } });
      if (values.to === undefined) throw new UsageError("Say where to, with --to <file.tar>.");
      const file = desk.pathOf(values.to);
      return desk.withDatabase(async ({ db }) => {
        const workspace = await getWorkspace(db, values.workspace);
        const { tables, files } = await exportWorkspace({ db, files: createFileStore(desk.env) }, workspace, file);
        const rows = tables.reduce((sum, table) => sum + table.rows, 0);
        await db.transaction().execute((trx) =>
          recordAct(trx, operatorIn(workspace.id), {
            act: "workspace.exported",
            subject: { kind: "workspace", id: workspace.id, name: workspace.name },
            after: { rows, files: files.length },
          }),
        );
        desk.say(`${file} holds ${workspace.name}: ${rows} rows and ${files.length} files.`);
        return 0;
      });
    },
  },
};

export const workspace: Noun = {
  delete: {
    usage: "--workspace <slug> --name <its name>",
    does: "Deletes a workspace with everything in it, for good; its name has to be written out",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: { workspace: { type: "string" }, name: { type: "string" } } });
      const { workspace: slug, name } = values;
      if (slug === undefined || name === undefined) throw new UsageError("Say which, with --workspace and --name.");
      return desk.withDatabase(async ({ db, connectionString }) => {
        const { id } = await getWorkspace(db, slug);
        const pool = createPool(connectionString, 1);
        const silent = () => undefined;
        const logger = { info: silent, warn: silent, error: silent };
        const engine = createEmbeddedEngine({ pool, connectionString, concurrency: 1, logger });
        await engine.prepare();
        const eraser = {
          db,
          files: createFileStore(desk.env),
          eraseRuns: (trx: Parameters<typeof rawSql>[0], tag: string) => engine.eraseOwned(tag, rawSql(trx)),
        };
        try {
          const { files } = await eraseWorkspace(eraser, { member: operatorOf(id), by: operatorIn(id) }, name);
          desk.say(`${name} is deleted, with ${files} files. The machine's audit says so and nothing else is left.`);
          if (desk.env.inngest)
            desk.say("Its runs on the Inngest server are kept there: remove them with its own tools.");
          return 0;
        } finally {
          await pool.end();
        }
      });
    },
  },
};

export const files: Noun = {
  prune: {
    usage: "",
    does: "Removes files that nothing uses any more and shots that were not used lately; the studio does so every night",
    async run(args, desk) {
      parseArgs({ args, options: {} });
      return desk.withDatabase(async ({ db }) => {
        const unused = await pruneFiles(db, createFileStore(desk.env));
        const { dataDir, keepShotsDays: days, keepShotsGb } = desk.env;
        const shots = await sweepShots(path.join(dataDir, "shots"), { days, bytes: keepShotsGb * 1e9 });
        const say = (what: { files: number; bytes: number }) =>
          `${what.files} (${(what.bytes / 1048576).toFixed(1)} MB)`;
        desk.say(`Removed ${say(unused)} files that nothing names and ${say(shots)} shots of long ago.`);
        return 0;
      });
    },
  },
};
