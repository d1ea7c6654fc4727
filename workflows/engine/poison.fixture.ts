/**
 * The process the poison test starts again and again: a function that ends it, and others that have nothing to do with
 * that. Started with the database's connection string as its only argument.
 */
import { Inngest } from "inngest";
import pg from "pg";
import { createEngine } from "./index.ts";

const connectionString = process.argv[2] ?? "";
const pool = new pg.Pool({ connectionString, max: 10 });
const engine = createEngine({ pool, connectionString, appId: "poison", concurrency: 4 });
const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const inngest = new Inngest({ id: "poison", ...engine.clientOptions, logger: quiet });

const deadly = inngest.createFunction({ id: "deadly", triggers: [{ event: "poison" }] }, async ({ step }) => {
  await step.run("harmless", () => 1);
  await step.run("deadly", () => process.exit(3));
});
const bystander = inngest.createFunction({ id: "bystander", triggers: [{ event: "bystander" }] }, async ({ step }) => {
  await step.run("slow", () => new Promise((resolve) => setTimeout(resolve, 400)));
});

await engine.start(inngest, [deadly, bystander]);
process.stdout.write("ready\n");
