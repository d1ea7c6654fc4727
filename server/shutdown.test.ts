import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type StudioProcess, startStudioProcess } from "./studio.fixture.ts";

let database: TestDatabase;
let dataDir: string;
let studio: StudioProcess;
let origin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), "troupe-shutdown-"));
  const { connectionString } = database;
  studio = await startStudioProcess({
    ...{ DATA_DIR: dataDir, DATABASE_URL: connectionString, SHUTDOWN_GRACE_SECONDS: "2" },
  });
  origin = studio.origin;
}, 240_000);
afterAll(async () => {
  await studio.kill();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const readiness = async () => {
  const response = await fetch(`${origin}/readyz`, { headers: { connection: "close" } });
  return [response.status, ((await response.json()) as { status: string }).status];
};

/** A sign-in whose form is half sent. */
function signInSlowly() {
  const form = "email=ada%40example.com&password=a-wrong-password";
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(form.length),
    origin,
  };
  let finish = () => {};
  const answer = new Promise<{ status: number; whole: boolean }>((resolve, reject) => {
    const sent = request(`${origin}/sign-in`, { method: "POST", headers }, (response) => {
      response.resume().on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, whole: response.complete }));
    });
    sent.on("error", reject);
    sent.write(form.slice(0, 10));
    finish = () => sent.end(form.slice(10));
  });
  return { answer, finish: () => finish() };
}

test("told to stop, the studio says so, finishes what it is asked, hands its work back and ends well", async () => {
  await expect.poll(readiness, { timeout: 20_000 }).toEqual([200, "ready"]);
  const { rows: before } = await database.pool.query("select id from engine.engines");
  expect(before).toHaveLength(1);
  const signingIn = signInSlowly();
  await new Promise((resolve) => setTimeout(resolve, 300));
  studio.process.kill("SIGTERM");

  await expect.poll(readiness, { timeout: 2_000 }).toEqual([503, "closing"]);
  // It goes on taking requests until whoever sends them has had time to see that.
  expect((await fetch(`${origin}/sign-in`)).status).toBe(200);
  await expect
    .poll(
      () =>
        fetch(origin).then(
          () => "taken",
          () => "refused",
        ),
      { timeout: 10_000 },
    )
    .toBe("refused");

  signingIn.finish();
  const { status, whole } = await signingIn.answer;
  expect([whole, status]).toEqual([true, expect.any(Number)]);
  expect(status).toBeLessThan(500);

  expect(await studio.ended, studio.said()).toEqual({ code: 0, signal: null });
  const { rows: after } = await database.pool.query("select id from engine.engines");
  expect(after).toEqual([]);
  expect((await readdir(dataDir)).filter((name) => name.endsWith(".lock"))).toEqual([]);
}, 60_000);
