import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { paths } from "#app/paths.ts";
import type { Db } from "#db/database.ts";
import { openDatabase } from "#server/open-database.ts";
import { addManyVideos } from "./many-videos.ts";
import { median } from "./median.ts";

const pageLoads = 30;

/**
 * The main job as a newcomer meets it, on a fresh data folder: `demo` from its start to the first page, from the brief's
 * launch to the first playable video and to the whole brief, then the queue and the results with 10,000 videos.
 */
export async function run(): Promise<Record<string, number>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "troupe-bench-"));
  await chmod(dataDir, 0o755); // Run as root, the database has a user of its own, who must get through.
  const started = performance.now();
  const demo = spawn(process.execPath, ["--import", "tsx", "server/demo.ts", "--port", "0"], {
    env: { ...process.env, DATA_DIR: dataDir, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const origin = await sayOrigin(demo);
    if (!(await fetch(`${origin}${paths.signIn()}`)).ok) throw new Error("The sign-in page did not answer");
    const startToFirstPageSeconds = seconds(performance.now() - started);
    const database = await openDatabase({ databaseUrl: undefined, dataDir });
    try {
      const made = await waitForBrief(database.db);
      const { brandId, slug } = made;
      await addManyVideos(database.db, brandId, 10_000);
      const cookie = await signIn(origin, dataDir);
      const [queue, results] = [paths.review(slug), paths.results(slug)];
      return {
        startToFirstPageSeconds,
        launchToFirstVideoSeconds: made.firstVideoSeconds,
        briefSeconds: made.briefSeconds,
        variants: made.variants,
        queueMedianMs10k: await medianLoad(`${origin}${queue}`, cookie),
        resultsMedianMs10k: await medianLoad(`${origin}${results}`, cookie),
      };
    } finally {
      await database.close();
    }
  } finally {
    demo.kill("SIGINT");
    await once(demo, "exit");
    await rm(dataDir, { recursive: true, force: true });
  }
}

function sayOrigin(demo: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    demo.stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      const found = /https?:\/\/[\w.:-]+/.exec(said);
      if (found) resolve(found[0]);
    });
    demo.once("exit", (code) => reject(new Error(`The demo ended with ${code} before it gave its address`)));
  });
}

/** Waits until every variant of the demo brief is settled, then reads the times off the rows themselves. */
async function waitForBrief(db: Db) {
  for (;;) {
    const { rows } = await sql<{
      brandId: string;
      slug: string;
      left: number;
      variants: number;
      first: number;
      whole: number;
    }>`
      select b.id as "brandId", b.slug, count(*)::int as variants,
        count(*) filter (where v.state in ('queued', 'writing', 'rendering', 'checking'))::int as left,
        extract(epoch from (select min(created_at) from videos where brand_id = b.id) - min(l.launched_at))::float as first,
        extract(epoch from max(v.updated_at) - min(l.launched_at))::float as whole
      from brief_launches l join brands b on b.id = l.brand_id join variants v on v.brief_id = l.brief_id group by b.id`.execute(
      db,
    );
    const brief = rows[0];
    if (brief && brief.left === 0) {
      const failed = await sql`select failure from variants where state = 'failed'`.execute(db);
      if (failed.rows.length > 0) throw new Error(`Variants failed: ${JSON.stringify(failed.rows)}`);
      return { ...brief, firstVideoSeconds: seconds(brief.first * 1000), briefSeconds: seconds(brief.whole * 1000) };
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function signIn(origin: string, dataDir: string): Promise<string> {
  const { email, password } = JSON.parse(await readFile(path.join(dataDir, "demo-sign-in.json"), "utf8"));
  const response = await fetch(`${origin}${paths.signIn()}`, {
    method: "POST",
    redirect: "manual",
    headers: { origin },
    body: new URLSearchParams({ email, password }),
  });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  if (!cookie) throw new Error(`Signing in failed with ${response.status}`);
  return cookie;
}

/** The median time of a server-rendered page, headers to last byte, after two loads that warm it up. */
async function medianLoad(url: string, cookie: string): Promise<number> {
  const times: number[] = [];
  let address = url;
  for (let load = 0; load < pageLoads + 2; load += 1) {
    const from = performance.now();
    const response = await fetch(address, { headers: { cookie, accept: "text/html" } });
    const text = await response.text();
    if (!response.ok || !text.includes("</html>")) throw new Error(`${address} answered ${response.status}`);
    if (load >= 2) times.push(performance.now() - from);
    address = response.url; // Follow the queue's redirect to its first video once, not every time.
  }
  return median(times);
}

const seconds = (ms: number) => Math.round(ms / 10) / 100;
