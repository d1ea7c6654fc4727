// `npm run check`: asks the registry what is known against the packages that the studio runs on, as the lock file has them.
// High and critical findings fail. Without an answer (no network, or a registry that offers no audit) that is said, and
// fails only with --required, which is for a pipeline that has to know.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const required = process.argv.includes("--required");
const grave = ["high", "critical"];

const { report, problem } = ask();
if (!report) {
  console.error(`Dependency audit: not done. ${problem} Nothing is known to be wrong, and nothing to be right.`);
  process.exit(required ? 1 : 0);
}
const found = Object.values(report.vulnerabilities ?? {});
const bad = found.filter(({ severity }) => grave.includes(severity));
for (const { name, severity, range, via, fixAvailable } of bad) {
  const titles = via.filter((each) => typeof each === "object").map(({ title, url }) => `${title} (${url})`);
  const through = via.filter((each) => typeof each === "string");
  const why = titles.length > 0 ? titles.join("; ") : `through ${through.join(", ")}`;
  console.error(`${severity}: ${name} ${range}: ${why}. ${fixAvailable ? "A newer version mends it." : "No fix yet."}`);
}
const rest = found.length - bad.length;
console.error(
  `Dependency audit: ${bad.length} high or critical in production dependencies${rest > 0 ? `, ${rest} lesser` : ""}.`,
);
process.exit(bad.length > 0 ? 1 : 0);

function ask() {
  const cli = process.env.npm_execpath;
  const args = ["audit", "--omit=dev", "--json", "--package-lock-only", "--fetch-retries=0", "--fetch-timeout=20000"];
  const options = { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };
  const { stdout, error } = cli?.endsWith(".js")
    ? spawnSync(process.execPath, [cli, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error) return { problem: `npm could not be run: ${error.message}.` };
  const answer = parse(stdout);
  if (answer?.vulnerabilities && answer.metadata) return { report: answer };
  const { message, statusCode, error: refused } = answer ?? {};
  const said = message ?? refused?.summary ?? (stdout.trim().slice(0, 200) || "it said nothing");
  const status = statusCode ? ` (status ${statusCode})` : "";
  return { problem: `The registry gave no audit${status}: ${said.replace(/\.?\s*$/, ".")}` };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
