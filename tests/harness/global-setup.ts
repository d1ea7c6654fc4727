import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { createDb, createPool } from "#db/database.ts";
import { createDatabase, startEmbeddedDatabase } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test file's database is copied from. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-test-"));
  await chmod(folder, 0o755);
  const server = await startEmbeddedDatabase({ folder: path.join(folder, "postgres"), durable: false });
  const template = await createDatabase(server.connectionString, "troupe_template");
  const db = createDb(createPool(template, 1));
  await migrate(db);
  await db.destroy();
  project.provide("databaseServer", server.connectionString);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
