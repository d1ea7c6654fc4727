import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Env } from "#config/env.ts";
import { Refused } from "#config/errors.ts";
import type { BrandRow } from "#db/queries/brands.ts";
import { getBrief, listBriefs } from "#db/queries/briefs.ts";
import { chooseWriter } from "#providers/text/index.ts";
import { chooseVoices } from "#providers/voice/index.ts";
import type { OpenDatabase } from "#server/open-database.ts";
import { openDispatch } from "#server/open-engine.ts";
import { saveBrief } from "#studio/briefs/brief.ts";
import { exportBrief } from "#studio/briefs/export.ts";
import { estimateBrief, launchBrief } from "#studio/briefs/launch.ts";
import { type Means, meansOf } from "#studio/briefs/means.ts";
import { readBriefYaml, resolveNames } from "#studio/briefs/yaml.ts";
import { createCommit } from "#workflows/dispatch.ts";
import { briefLaunched } from "#workflows/events.ts";
import { type Desk, type Noun, UsageError } from "./command.ts";
import { getBrandOf, operatorIn } from "./scope.ts";

const scope = { brand: { type: "string" }, workspace: { type: "string" } } as const;

export const brief: Noun = {
  create: {
    usage: "--file <brief.yaml> --brand <slug> [--launch] [--workspace <slug>]",
    does: "Writes a brief from a YAML file; products by handle, personas by name",
    async run(args, desk) {
      const options = { ...scope, file: { type: "string" }, launch: { type: "boolean" } } as const;
      const { values } = parseArgs({ args, options });
      if (values.file === undefined) throw new UsageError("Name the brief's file, with --file <brief.yaml>.");
      const written = await readBrief(desk.pathOf(values.file));
      return withBrand(desk, values, async (database, brand) => {
        const id = await saveBrief(
          database.db,
          brand.id,
          operatorIn(brand.workspaceId),
          await resolveNames(database.db, brand, written),
          { means: readMeans(desk.env) },
        );
        desk.say(`The brief is saved as ${id}. ${sayEstimate(await estimateBrief(database.db, brand.id, id))}`);
        if (values.launch) desk.say(await launch(desk, database, brand, id));
        return 0;
      });
    },
  },
  export: {
    usage: "<id> --brand <slug> [--workspace <slug>]",
    does: "Prints a brief as YAML, as `brief create` reads it",
    async run(args, desk) {
      const { positionals, values } = parseArgs({ args, options: scope, allowPositionals: true });
      const [id, ...more] = positionals;
      if (id === undefined || more.length > 0) throw new UsageError("Name the brief's id, and nothing else.");
      return withBrand(desk, values, async ({ db }, brand) => {
        desk.say((await exportBrief(db, brand.id, id)).yaml.trimEnd());
        return 0;
      });
    },
  },
  launch: {
    usage: "<id> --brand <slug> [--workspace <slug>]",
    does: "Launches a brief: the studio makes its videos, now or when it next runs",
    async run(args, desk) {
      const { positionals, values } = parseArgs({ args, options: scope, allowPositionals: true });
      const [id, ...more] = positionals;
      if (id === undefined || more.length > 0) throw new UsageError("Name the brief's id, and nothing else.");
      return withBrand(desk, values, async (database, brand) => {
        desk.say(await launch(desk, database, brand, id));
        return 0;
      });
    },
  },
  list: {
    usage: "--brand <slug> [--workspace <slug>]",
    does: "Lists the brand's briefs, the newest first",
    async run(args, desk) {
      const { values } = parseArgs({ args, options: scope });
      return withBrand(desk, values, async ({ db }, brand) => {
        const briefs = await listBriefs(db, brand.id, { limit: 100 });
        for (const { id, name, variants, launchedAt } of briefs) {
          const states = Object.entries(variants).map(([state, count]) => `${count} ${state}`);
          desk.say(`${id}  ${name}  ${launchedAt ? states.join(", ") : "not launched"}`);
        }
        if (briefs.length === 0) desk.say(`${brand.name} has no briefs yet.`);
        return 0;
      });
    },
  },
};

type Scope = { brand?: string | undefined; workspace?: string | undefined };

async function withBrand(
  desk: Desk,
  { brand: slug, workspace }: Scope,
  work: (database: OpenDatabase, brand: BrandRow) => Promise<number>,
): Promise<number> {
  if (slug === undefined) throw new UsageError("Say which brand's, with --brand <slug>.");
  return desk.withDatabase(async (database) => work(database, await getBrandOf(database.db, slug, workspace)));
}

/** The event waits in the database for the studio; one that is running hears of it at once. */
async function launch(desk: Desk, database: OpenDatabase, brand: BrandRow, id: string): Promise<string> {
  const dispatch = await openDispatch(desk.env, database);
  const { name } = await getBrief(database.db, brand.id, id);
  const variants = await createCommit(dispatch)(database.db, async (db, send) => {
    const launched = await launchBrief(db, brand.id, id, operatorIn(brand.workspaceId), {
      means: readMeans(desk.env),
    });
    const owner = { workspaceId: brand.workspaceId, brandId: brand.id };
    await send(briefLaunched.create({ ...owner, briefId: id, launchId: launched.launchId }));
    return launched.variants;
  });
  return `${name} is launched: ${variants.length} videos. They are made while the studio runs.`;
}

/** What the studio that will make it can do, by the same environment. */
function readMeans(env: Env): Means {
  return meansOf({ writer: chooseWriter(env), voices: chooseVoices(env), settings: env.source });
}

function sayEstimate(estimate: Awaited<ReturnType<typeof estimateBrief>>): string {
  const { variants, costMicros, laterMicros, seconds } = estimate;
  const minutes = seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(2)}`;
  const later = laterMicros > 0 ? ` Filming all of them once they are approved costs ${dollars(laterMicros)}.` : "";
  return `Launching it makes ${variants} videos in about ${minutes} for ${dollars(costMicros)}.${later}`;
}

async function readBrief(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw Object.assign(new Refused("no-file", `${file} is no brief: it cannot be read`), { cause });
  }
  return readBriefYaml(text, file);
}
