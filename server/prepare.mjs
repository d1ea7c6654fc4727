// Plain JavaScript on purpose: it runs before anything is installed.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
  const key = digest([...sources, ...buildFiles]);
  const isBuilt = () => existsSync(path.join(root, "build/server/index.js")) && read("build") === key;
  buildUnless(isBuilt, "build", () => {
    write("build", key);
    write("build-server", digestServerHalf());
  });
}

/**
 * For tests: the folder of a build whose server half is that of the present sources, relative to the root. It is `build`
 * when that is no older, and otherwise one beside it, so that a studio that is being served from `build` stays as it is.
 */
export function buildServerHalf() {
  const key = digestServerHalf();
  const isBuilt = (folder, stamp) => existsSync(path.join(root, folder, "server/index.js")) && read(stamp) === key;
  if (isBuilt("build", "build-server")) return "build";
  const apart = "build/apart";
  buildUnless(
    () => isBuilt(apart, "build-apart"),
    apart,
    () => write("build-apart", key),
  );
  return apart;
}

/** Builds into a folder, one process at a time: whoever waited for another finds it built. */
function buildUnless(isBuilt, folder, remember) {
  if (isBuilt()) return;
  holdLock("build", () => {
    if (isBuilt()) return;
    console.error("Building the web app …");
    const cli = path.join(root, "node_modules/@remix-run/dev/dist/cli.js");
    runNode([cli, "vite:build"], { TROUPE_BUILD_FOLDER: folder });
    remember();
  });
}

const buildFiles = ["vite.config.ts", "remix.config.js", "package-lock.json"].map((file) => path.join(root, file));

/** The server half holds the app alone: everything else it imports as it lies there (see vite.config.ts). */
const digestServerHalf = () => digest([...filesIn(path.join(root, "app")), ...buildFiles]);

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

function runNode(args, env) {
  try {
    execFileSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", ...env },
    });
  } catch (error) {
    console.error(`${error.stdout ?? ""}${error.stderr ?? ""}`);
    console.error("The web app could not be built. The reason is above.");
    process.exit(1);
  }
}

/** Runs `work` when no other process is at it; what a process left that has ended since counts for nothing. */
function holdLock(name, work) {
  const lock = path.join(stamps, `${name}.lock`);
  mkdirSync(stamps, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isGone(lock)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isGone(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // Nobody's number yet: it is just being written.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
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
