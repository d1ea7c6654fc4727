import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ServerBuild } from "@remix-run/node";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The app as it is served: its build, made anew when the app changed since. What it imports of the house is what tests import. */
export async function loadApp(): Promise<ServerBuild> {
  const { stdout: folder } = await promisify(execFile)(process.execPath, [path.join(root, "tests/build-app.mjs")]);
  return import(/* @vite-ignore */ path.join(root, folder, "server/index.js"));
}
