import path from "node:path";
import { type Env, EnvironmentRefused } from "#config/env.ts";
import type { FileStore } from "./contract.ts";
import { createDiskStore } from "./disk.ts";
import { createS3Store, s3Settings } from "./s3.ts";

/** Copies of what lies elsewhere, for what can only read paths; may be emptied at any time. */
export const copiesFolder = (dataDir: string) => path.join(dataDir, "copies");

/** A bucket when `S3_BUCKET` names one; otherwise the folder `files` of the data folder. */
export function createFileStore({
  dataDir,
  source = {},
}: Pick<Env, "dataDir"> & Partial<Pick<Env, "source">>): FileStore {
  if (!source.S3_BUCKET) return createDiskStore(path.join(dataDir, "files"));
  const parsed = s3Settings.safeParse(source);
  if (parsed.success) return createS3Store(parsed.data, copiesFolder(dataDir));
  throw new EnvironmentRefused(
    parsed.error.issues.map(({ path: [name], message }) => {
      return `${String(name)}: ${source[String(name)] === undefined ? "is missing" : message}`;
    }),
  );
}
