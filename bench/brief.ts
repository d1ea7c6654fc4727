import { timeHouseScripts } from "./house-scripts.ts";
import * as matrix from "./matrix.ts";

/** A brief's grid of a thousand cells, chosen, priced and timed, and a thousand house scripts: both in seconds. */
export async function run(): Promise<Record<string, number>> {
  return { ...(await matrix.run()), scriptsSeconds1k: await timeHouseScripts() };
}
