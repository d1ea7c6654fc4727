import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** `npm run bench -- NAME --json`: runs one bench; the last line on stdout is its figures as one JSON object. */
const folder = path.dirname(fileURLToPath(import.meta.url));
const benches = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && existsSync(path.join(folder, file)))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => !["run", "many-videos", "median", "house-scripts", "bare-encode", "caption-offset"].includes(name));

const name = process.argv[2];
if (!name || !benches.includes(name)) {
  console.error(`${name ? `There is no bench called “${name}”.` : "Which bench?"} There are: ${benches.join(", ")}.`);
  process.exit(2);
}
const { run } = (await import(`./${name}.ts`)) as { run(): Promise<Record<string, number>> };
const figures = await run();
if (!process.argv.includes("--json"))
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(32)} ${value}`);
else console.log(JSON.stringify(figures));
process.exit();
