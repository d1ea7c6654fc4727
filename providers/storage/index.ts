import path from "node:path";
import type { Env } from "#config/env.ts";
import type { FileStore } from "./contract.ts";
import { createDiskStore } from "./disk.ts";

/** The store that the environment chooses: today the folder `files` of the data folder. */
export function createFileStore(env: Pick<Env, "dataDir">): FileStore {
  return createDiskStore(path.join(env.dataDir, "files"));
}
