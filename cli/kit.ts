import { parseArgs } from "node:util";
import { lintKit } from "#brand-kits/lint.ts";
import { describeProblem } from "#brand-kits/problems.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { importKitFolder } from "#studio/brands/import-kit.ts";
import { kitTools } from "#studio/brands/open-kit.ts";
import { type Desk, type Noun, UsageError } from "./command.ts";
import { getWorkspace, operatorIn } from "./scope.ts";

export const kit: Noun = {
  lint: {
    usage: "<folder>",
    does: "Checks a brand kit and names every problem with its line; imports nothing",
    async run(args, desk) {
      const { positionals } = parseArgs({ args, allowPositionals: true });
      const { usable, lines } = await lintKit(desk.pathOf(oneFolder(positionals)), kitTools);
      for (const line of lines) (usable ? desk.say : desk.complain)(line);
      return usable ? 0 : 1;
    },
  },
  import: {
    usage: "<folder> [--workspace <slug>]",
    does: "Makes the kit's brand, or its next kit version",
    async run(args, desk) {
      const options = { workspace: { type: "string" } } as const;
      const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
      return importFolder(desk, desk.pathOf(oneFolder(positionals)), values.workspace);
    },
  },
};

function oneFolder(positionals: string[]): string {
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError("Name the kit's folder, and nothing else.");
  return folder;
}

async function importFolder(desk: Desk, folder: string, workspaceSlug: string | undefined): Promise<number> {
  return desk.withDatabase(async ({ db }) => {
    const workspace = await getWorkspace(db, workspaceSlug);
    const files = createFileStore(desk.env);
    const imported = await importKitFolder(db, files, { workspaceId: workspace.id }, operatorIn(workspace.id), folder);
    for (const notice of imported.notices) desk.say(`  note  ${describeProblem(notice)}`);
    const { brand, version, changed, products, personas } = imported;
    desk.say(
      changed
        ? `${brand.name} is imported as kit version ${version}: ${products} products, ${personas} new personas.`
        : `${brand.name} has exactly this kit already, as version ${version}. Nothing was changed.`,
    );
    return 0;
  });
}
