// `npm run demo`, `npm start`, `npm run troupe`: make sure everything is there, then hand over to TypeScript.
import { buildApp, installPackages, requireNode, runTypeScript } from "./prepare.mjs";

const entries = {
  demo: "server/demo.ts",
  serve: "server/serve.ts",
  worker: "server/worker.ts",
  troupe: "cli/troupe.ts",
  bench: "bench/run.ts",
};
const [name, ...args] = process.argv.slice(2);
const dev = args.includes("--dev");
requireNode();
installPackages();
if (name !== "troupe" && name !== "worker" && !dev) buildApp();
runTypeScript(entries[name], args, { NODE_ENV: process.env.NODE_ENV ?? (dev ? "development" : "production") });
