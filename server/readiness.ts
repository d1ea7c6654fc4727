import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { listMissingMigrations } from "#db/migrate.ts";
import { readEngine, within } from "./health.ts";
import type { House } from "./house.ts";

/** How long a part may take to show that it works, in milliseconds. */
const patienceMs = 3_000;

/** Whoever asks more often gets the answer of a moment ago: anybody may ask, and each look writes a file. */
const freshMs = 2_000;

export type Readiness = {
  status: "ready" | "not ready" | "closing";
  /** `ok`, or in a word or two what is the matter. Nothing that a stranger should not read. */
  parts: Record<"database" | "schema" | "engine" | "files", string>;
};

type Asked = Pick<House, "db" | "engine" | "remoteEngine" | "files">;

/**
 * GET /readyz: whether requests should be sent here, 200 or 503, and which part is not ready. From the moment the studio
 * begins to close it is 503, so that a load balancer sends the next request elsewhere.
 */
export function answerReadiness(house: Asked, closing: AbortSignal): RequestHandler {
  let last: { at: number; looked: Promise<Readiness> } | undefined;
  const look = () => {
    if (!last || performance.now() - last.at > freshMs) last = { at: performance.now(), looked: checkReadiness(house) };
    return last.looked;
  };
  return (_req, res, next) => {
    look()
      .then((found) => {
        const readiness: Readiness = closing.aborted ? { ...found, status: "closing" } : found;
        res
          .status(readiness.status === "ready" ? 200 : 503)
          .set("Cache-Control", "no-store")
          .json(readiness);
      })
      .catch(next);
  };
}

/** Looks at every part at once, each for a few seconds at most. */
export async function checkReadiness(house: Asked): Promise<Readiness> {
  const [database, engine, files] = await Promise.all([lookAtDatabase(house), lookAtEngine(house), lookAtFiles(house)]);
  const parts = { ...database, engine, files };
  const ready = Object.values(parts).every((words) => words === "ok");
  return { status: ready ? "ready" : "not ready", parts };
}

async function lookAtDatabase({ db }: Asked): Promise<Pick<Readiness["parts"], "database" | "schema">> {
  try {
    const missing = await within(patienceMs, listMissingMigrations(db));
    return { database: "ok", schema: missing.length === 0 ? "ok" : "behind" };
  } catch {
    return { database: "unreachable", schema: "unknown" };
  }
}

async function lookAtEngine({ engine, remoteEngine }: Asked): Promise<string> {
  try {
    const figures = await within(patienceMs, readEngine({ engine, remoteEngine }));
    if (figures.mode === "inngest") return figures.connected ? "ok" : "unreachable";
    return figures.slots ? "ok" : "not running";
  } catch {
    return "unknown";
  }
}

async function lookAtFiles({ files }: Asked): Promise<string> {
  const key = `probes/${randomUUID()}`;
  try {
    await within(patienceMs, files.save(key, { bytes: new Uint8Array([1]) }));
    await within(patienceMs, files.remove(key));
    return "ok";
  } catch {
    return "not writable";
  }
}
