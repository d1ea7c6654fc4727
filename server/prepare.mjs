// Plain JavaScript on purpose: it runs before anything is installed.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stamps = path.join(root, "node_modules", ".troupe");

/** Says in a sentence what is wrong with this Node, and ends. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Troupe needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Installs the packages of the lock file when they are missing or the lock file changed since. */
export function installPackages() {
  const lock = digest([path.join(root, "package-lock.json")]);
  if (existsSync(path.join(root, "node_modules/tsx")) && read("lock") === lock) return;
  // A checkout installed by hand with `npm install` is as good, as long as it is not older than the lock file.
  const installed = path.join(root, "node_modules/.package-lock.json");
  if (read("lock") === undefined && existsSync(installed) && newer(installed, path.join(root, "package-lock.json"))) {
    write("lock", lock);
    return;
  }
  console.error("Installing packages (once; about a minute) …");
  // Not `npm ci`: it refuses a lock file that was made where a registry has no builds for other platforms (npm then leaves
  // their optional packages out). This takes what the lock file names, adds what the platform needs, and leaves the file alone.
  npm(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
  write("lock", lock);
}

/** Builds the web app when its sources changed since the last build. */
export function buildApp() {
  const sources = ["app", "public", "brand-kits", "studio", "providers", "media", "config", "workflows"].flatMap(
    (folder) => filesIn(path.join(root, folder)),
  );
  const key = digest([
    ...sources,
    ...["vite.config.ts", "remix.config.js", "package-lock.json"].map((f) => path.join(root, f)),
  ]);
  if (existsSync(path.join(root, "build/server/index.js")) && read("build") === key) return;
  console.error("Building the web app …");
  runNode([path.join(root, "node_modules/@remix-run/dev/dist/cli.js"), "vite:build"]);
  write("build", key);
}

/** Runs a TypeScript file with the rest of the arguments; signals reach it, and its exit code becomes ours. */
export function runTypeScript(file, args, env = {}) {
  // Inngest's connections are WebSockets, which Node 20 has behind a flag and newer ones have without.
  const flags = typeof WebSocket === "undefined" ? ["--experimental-websocket"] : [];
  const child = spawn(process.execPath, [...flags, "--import", "tsx", path.join(root, file), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  // Ctrl-C reaches the child through the terminal already; we only wait for it to close down.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
}

function npm(args) {
  const shell = process.platform === "win32";
  const cli = process.env.npm_execpath;
  try {
    if (cli?.endsWith(".js")) execFileSync(process.execPath, [cli, ...args], { cwd: root, stdio: ["ignore", 2, 2] });
    else execFileSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell });
  } catch {
    console.error(`\`npm ${args[0]}\` failed. Its own words are above; mend that, then run this again.`);
    process.exit(1);
  }
}

function runNode(args) {
  try {
    execFileSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production" },
    });
  } catch (error) {
    console.error(`${error.stdout ?? ""}${error.stderr ?? ""}`);
    console.error("The web app could not be built. The reason is above.");
    process.exit(1);
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(tsx?|css|js|svg|json|ya?ml|md)$/.test(entry.name) && !/\.test\./.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) if (existsSync(file)) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

function read(name) {
  const file = path.join(stamps, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function write(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, name), value);
}

function newer(a, b) {
  return statSync(a).mtimeMs >= statSync(b).mtimeMs;
}
