import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { apiPath } from "#app/api/address.ts";
import type { Db } from "#db/database.ts";
import { openDatabase } from "#server/open-database.ts";
import { createKey } from "#studio/api-keys/keys.ts";
import { scopes } from "#studio/api-keys/scopes.ts";
import { doerOf } from "#studio/members/members.fixture.ts";
import { addVideo, castOf } from "#tests/harness/cast.ts";
import { addManyVideos } from "./many-videos.ts";

/** How many ask at once: a few programs, each waiting for its answer. */
const atOnce = 4;
const [warmUps, lists, creates] = [300, 3000, 1500];

type Figures = { p95: number; perSecond: number };

/**
 * The REST API of a studio that is really there, over HTTP: lists of videos in a workspace with 1,000 of them and again with
 * 100,000, first pages and deep ones, with filters and without; and products that are created, each with an Idempotency-Key.
 */
export async function run(): Promise<Record<string, number>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "troupe-bench-api-"));
  await chmod(dataDir, 0o755); // Run as root, the database has a user of its own, who must get through.
  const studio = spawn(process.execPath, ["--import", "tsx", "server/serve.ts"], {
    env: {
      ...process.env,
      ...{ DATA_DIR: dataDir, NODE_ENV: "production", PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "warn" },
      API_REQUESTS_PER_MINUTE: "1000000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const origin = await sayOrigin(studio);
    const database = await openDatabase({ databaseUrl: undefined, dataDir });
    try {
      const small = await openWorkspace(database.db, origin, 1_000);
      const few = await measureLists(small);
      const large = await openWorkspace(database.db, origin, 100_000);
      const many = await measureLists(large);
      const made = await measureCreates(large);
      return {
        listP95Ms1k: few.p95,
        listP95Ms100k: many.p95,
        createP95Ms: made.p95,
        listsPerSecond1k: few.perSecond,
        listsPerSecond100k: many.perSecond,
        createsPerSecond: made.perSecond,
      };
    } finally {
      await database.close();
    }
  } finally {
    studio.kill("SIGINT");
    await once(studio, "exit");
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A workspace with so many videos in its brand, and a client with a key for it. */
async function openWorkspace(db: Db, origin: string, videos: number) {
  const cast = await castOf(db);
  await addVideo(db, cast);
  await addManyVideos(db, cast.brand.id, videos - 1);
  const owner = await doerOf(db, cast.workspace.id, cast.reviewer.id);
  const wanted = { name: "Bench", scopes: [...scopes], brandIds: null, days: 1 };
  const { secret } = await createKey(db, owner, { ...owner.member, userId: cast.reviewer.id }, wanted);
  return { client: openClient(origin, secret), at: `${apiPath}/brands/${cast.brand.id}` };
}
type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

/** Pages as programs read them: from the first on, each where the one before ended, and some narrowed to what is approved. */
async function measureLists({ client, at }: Workspace): Promise<Figures> {
  const videos = `${at}/videos`;
  const next = new Map<number, string>();
  const ask = async (n: number, lane: number) => {
    const filter = n % 3 === 0 ? "&state=approved" : "";
    const cursor = filter ? undefined : next.get(lane);
    const page = await client.ask("GET", `${videos}?limit=25${filter}${cursor ? `&cursor=${cursor}` : ""}`);
    if (page.data.length !== 25 && page.next !== null) throw new Error(`A page had ${page.data.length} videos`);
    if (!filter) next.set(lane, page.next ?? "");
  };
  await repeat(warmUps, ask);
  return repeat(lists, ask);
}

async function measureCreates({ client, at }: Workspace): Promise<Figures> {
  const ask = async (n: number) => {
    const body = { title: `Roast ${n} ${Math.random()}`, benefits: ["Sweet without sugar"], price: "14.90" };
    await client.ask("POST", `${at}/products`, body, `bench-${n}-${Math.random()}`);
  };
  await repeat(warmUps, ask);
  return repeat(creates, ask);
}

/** Asks `count` times, a few at once, and judges the times from the question to the last byte of its answer. */
async function repeat(count: number, ask: (n: number, lane: number) => Promise<void>): Promise<Figures> {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async (_, lane) => {
      for (let n = lane; n < count; n += atOnce) {
        const from = performance.now();
        await ask(n, lane);
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const sorted = times.sort((a, b) => a - b);
  return { p95: round(sorted[Math.floor(sorted.length * 0.95)]!), perSecond: round(count / seconds) };
}

/** A program with connections that stay open, as clients of APIs have. */
function openClient(origin: string, key: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const { hostname, port } = new URL(origin);
  return {
    ask: (method: string, at: string, body?: object, once?: string) =>
      new Promise<{ data: unknown[]; next: string | null }>((resolve, reject) => {
        const sent = body && JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${key}`,
          ...(sent ? { "content-type": "application/json", "content-length": Buffer.byteLength(sent) } : {}),
          ...(once ? { "idempotency-key": once } : {}),
        };
        const asked = request({ agent, hostname, port, path: at, method, headers }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (piece: string) => {
            text += piece;
          });
          response.once("end", () => {
            const { statusCode = 0 } = response;
            if (statusCode >= 300) reject(new Error(`${method} ${at} answered ${statusCode}: ${text}`));
            else resolve(JSON.parse(text));
          });
        });
        asked.once("error", reject).end(sent);
      }),
  };
}

function sayOrigin(studio: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    studio.stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      const found = /https?:\/\/[\w.:-]+/.exec(said);
      if (found) resolve(found[0]);
    });
    studio.once("exit", (code) => reject(new Error(`The studio ended with ${code} before it gave its address`)));
  });
}

const round = (figure: number) => Math.round(figure * 100) / 100;
