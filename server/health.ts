import type { RequestHandler } from "express";
import type { House } from "./house.ts";

/** Work that could have been done this many seconds ago and was not: something is wrong with whoever does it. */
const tooOldSeconds = 300;

/** How long the database may take to answer, in milliseconds. */
const patienceMs = 3_000;

export type StudioHealth = {
  /** `degraded`: people should look, and with a 503 a load balancer, too. */
  status: "ok" | "degraded";
  database: "ok" | "unreachable";
  engine?: { mode: "embedded" | "inngest"; queueAgeSeconds: number; [figure: string]: unknown };
};

type Asked = Pick<House, "engine" | "remoteEngine" | "db">;

/** GET /healthz: for whoever watches the studio. Figures only; nothing in it is anybody's. */
export function answerHealth(house: Asked): RequestHandler {
  return (_req, res, next) => {
    checkHealth(house)
      .then(({ health, fit }) =>
        res
          .status(fit ? 200 : 503)
          .set("Cache-Control", "no-store")
          .json(health),
      )
      .catch(next);
  };
}

/** `fit` is false when the studio cannot do its work; `degraded` with `fit` is something that a person should mend. */
export async function checkHealth(house: Asked): Promise<{ health: StudioHealth; fit: boolean }> {
  const engine = await within(patienceMs, readEngine(house)).catch(() => undefined);
  if (!engine) return { health: { status: "degraded", database: "unreachable" }, fit: false };
  const { mend, ...figures } = engine;
  const fit = figures.queueAgeSeconds <= tooOldSeconds;
  return { health: { status: fit && !mend ? "ok" : "degraded", database: "ok", engine: figures }, fit };
}

/** The engine's figures, whichever it is; `mend`: a person should look. Throws when the database does not answer. */
export async function readEngine({ engine, remoteEngine }: Pick<House, "engine" | "remoteEngine">) {
  if (engine) {
    const health = await engine.health();
    return { mode: "embedded" as const, ...health, mend: health.setAside > 0 };
  }
  if (!remoteEngine) throw new Error("The studio has no engine.");
  const [backlog, renderWorkers] = await Promise.all([remoteEngine.backlog(), remoteEngine.renderWorkers()]);
  const connected = remoteEngine.problem() === undefined;
  return {
    mode: "inngest" as const,
    queueAgeSeconds: backlog.oldestSeconds,
    waiting: backlog.waiting,
    refused: backlog.refused,
    connected,
    renderWorkers,
    mend: backlog.refused > 0 || !connected || renderWorkers === 0,
  };
}

/** Rejects when the work takes longer than this; the work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Too slow")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
