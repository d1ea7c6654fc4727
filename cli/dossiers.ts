import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { listDossierChanges } from "#db/queries/dossiers.ts";
import { findLanguageModel } from "#providers/text/index.ts";
import { lintDossiers } from "#providers/video/dossiers.ts";
import { describeSlip, readDossier } from "#providers/video/read-dossier.ts";
import { acceptChange, declineChange } from "#studio/dossiers/decide.ts";
import { printDiff } from "#studio/dossiers/diff.ts";
import { researchDossier } from "#studio/dossiers/research.ts";
import { getDossier, listDossiers } from "#studio/dossiers/shelf.ts";
import { dollars } from "#studio/shots/choose-model.ts";
import { type Command, type Desk, type Noun, UsageError } from "./command.ts";
import { getBrandOf, getWorkspace, operatorIn } from "./scope.ts";

const scope = { workspace: { type: "string" } } as const;

export const dossiers: Noun = {
  list: {
    usage: "[--workspace <slug>]",
    does: "Lists the video models, what they make and what they cost",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: scope });
      return desk.withDatabase(async ({ db }) => {
        const { id: workspaceId } = await getWorkspace(db, values.workspace);
        for (const { id, dossier, changed } of await listDossiers(db, workspaceId)) {
          const by = changed ? `, changed by ${changed.by}` : "";
          desk.say(`${id.padEnd(22)} ${dossier.summary}`);
          desk.say(`${"".padEnd(22)} ${dossier.price.formula}. Checked ${dossier.checked}${by}.`);
        }
        return 0;
      });
    },
  },
  show: {
    usage: "<model> [--workspace <slug>]",
    does: "Prints a dossier, as it holds in the workspace",
    async run(args, desk) {
      const { positionals, values } = parseArgs({ args, options: scope, allowPositionals: true });
      const id = only(positionals, "Name one model.");
      return desk.withDatabase(async ({ db }) => {
        const { id: workspaceId } = await getWorkspace(db, values.workspace);
        desk.say((await getDossier(db, workspaceId, id)).text.trimEnd());
        return 0;
      });
    },
  },
  lint: {
    usage: "[<file>]",
    does: "Checks a dossier, or all that come with the studio, and names every problem with its file and line",
    async run(args, desk) {
      const { positionals } = parseArgs({ args, allowPositionals: true });
      const today = new Date().toISOString().slice(0, 10);
      const [file] = positionals;
      const problems = file
        ? readDossier(file, await readText(desk, file), today).problems
        : lintDossiers(today).problems;
      for (const problem of problems) desk.complain(`  ${describeSlip(problem)}`);
      if (problems.length === 0)
        desk.say(file ? `${file} is a dossier.` : "Every dossier is complete, priced and dated.");
      return problems.length === 0 ? 0 : 1;
    },
  },
  research: {
    usage: "<model> --from <file> --brand <slug> [--source <address>] [--workspace <slug>]",
    does: "Has the language model read a document about a video model, and proposes a change of its dossier",
    async run(args, desk) {
      const options = {
        ...scope,
        from: { type: "string" },
        brand: { type: "string" },
        source: { type: "string" },
      } as const;
      const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
      const id = only(positionals, "Name one model.");
      const { from, brand } = values;
      if (!from) throw new UsageError("Say which file the document is in, with --from.");
      if (!brand) throw new UsageError("Say whose ledger the reading stands in, with --brand.");
      const document = await readText(desk, from);
      return desk.withDatabase(async ({ db }) => {
        const { id: brandId, workspaceId } = await getBrandOf(db, brand, values.workspace);
        const input = { document, source: values.source ?? from };
        const model = findLanguageModel(desk.env);
        const payer = { workspaceId, brandId };
        const { change, summary, dropped } = await researchDossier(
          db,
          model,
          payer,
          operatorIn(workspaceId),
          id,
          input,
        );
        for (const sentence of change ? [] : dropped) desk.say(`  note  ${sentence}`);
        if (!change) {
          desk.say(`Nothing is to be changed: ${summary}`);
          return 0;
        }
        desk.say(change.summary);
        for (const line of printDiff(change.before, change.after)) desk.say(`  ${line}`);
        for (const { path, quote, why } of change.reasons) desk.say(`  ${path}: ${why} “${quote}”`);
        for (const caution of change.cautions) desk.say(`  look closely: ${caution}`);
        desk.say(
          `It cost ${dollars(change.costMicros)}. Nothing holds yet: npm run troupe -- dossiers accept ${change.id}`,
        );
        return 0;
      });
    },
  },
  changes: {
    usage: "[<model>] [--workspace <slug>]",
    does: "Lists the changes that were proposed, and what became of them",
    async run(args, desk) {
      const { positionals, values } = parseArgs({ args, options: scope, allowPositionals: true });
      return desk.withDatabase(async ({ db }) => {
        const { id: workspaceId } = await getWorkspace(db, values.workspace);
        const changes = await listDossierChanges(db, workspaceId, { dossier: positionals[0], limit: 50 });
        for (const { id, dossier, summary, decision, decidedName, source } of changes) {
          const fate = decision ? `${decision} by ${decidedName}` : "waits";
          desk.say(`${id}  ${dossier}, ${fate}: ${summary} (${source})`);
        }
        if (changes.length === 0) desk.say("No change was proposed yet.");
        return 0;
      });
    },
  },
  accept: decision("Takes a proposed change into its dossier", async (db, workspaceId, id) => {
    const { dossier } = await acceptChange(db, workspaceId, operatorIn(workspaceId), id);
    return `The dossier of ${dossier} is changed. Prompts and prices follow it from now on.`;
  }),
  decline: decision("Puts a proposed change away", async (db, workspaceId, id) => {
    const { dossier } = await declineChange(db, workspaceId, operatorIn(workspaceId), id);
    return `The change of ${dossier} is declined. Nothing was changed.`;
  }),
};

function decision(does: string, decide: (db: Db, workspaceId: string, id: string) => Promise<string>): Command {
  return {
    usage: "<change> [--workspace <slug>]",
    does,
    async run(args, desk) {
      const { positionals, values } = parseArgs({ args, options: scope, allowPositionals: true });
      const id = only(positionals, "Name one change, by its id.");
      return desk.withDatabase(async ({ db }) => {
        const { id: workspaceId } = await getWorkspace(db, values.workspace);
        desk.say(await decide(db, workspaceId, id));
        return 0;
      });
    },
  };
}

function only([first, ...more]: string[], otherwise: string): string {
  if (first === undefined || more.length > 0) throw new UsageError(otherwise);
  return first;
}

async function readText(desk: Desk, file: string): Promise<string> {
  try {
    return await readFile(desk.pathOf(file), "utf8");
  } catch (cause) {
    throw new Refused(
      "no-file",
      `The file ${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? "unknown"}.`,
    );
  }
}
