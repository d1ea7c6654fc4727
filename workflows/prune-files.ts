import path from "node:path";
import { cron } from "inngest";
import type { Env } from "#config/env.ts";
import type { Db } from "#db/database.ts";
import { sweepShots } from "#media/shot-cache.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import { copiesFolder } from "#providers/storage/index.ts";
import { pruneCache, pruneFiles, pruneScratch } from "#studio/workspaces/prune.ts";
import type { Client } from "./client.ts";

/** A copy that was not read for a day is sooner fetched anew than kept. */
const keepCopiesDays = 1;

/** Work that was killed is taken up within minutes, or never. */
const keepAbandonedDays = 1;

type Cellar = {
  db: Db;
  files: FileStore;
  scratch: string;
  env: Pick<Env, "dataDir" | "keepShotsDays" | "keepShotsGb">;
};

/** Every night, removes files that no row names and shots that can be drawn anew. Safe to repeat: it only ever finds less. */
export const prune = (inngest: Client, house: Cellar) =>
  inngest.createFunction(
    { id: "prune-files", triggers: [cron("20 3 * * *")], concurrency: { limit: 1 }, retries: 1 },
    async ({ step }) => ({
      unused: await step.run("unused-files", () => pruneFiles(house.db, house.files)),
      shots: await step.run("old-shots", () =>
        sweepShots(path.join(house.env.dataDir, "shots"), {
          days: house.env.keepShotsDays,
          bytes: house.env.keepShotsGb * 1e9,
        }),
      ),
      lines: await step.run("old-recordings", () =>
        pruneCache(path.join(house.scratch, "lines"), house.env.keepShotsDays),
      ),
      abandoned: await step.run("abandoned-work", () => pruneScratch(house.scratch, keepAbandonedDays, ["lines"])),
      copies: await step.run("old-copies", () => pruneCache(copiesFolder(house.env.dataDir), keepCopiesDays)),
    }),
  );
