import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asJson, type Db } from "#db/database.ts";
import { insertFindings, listFindings } from "#db/queries/findings.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { createCanvas } from "#media/canvas/frame.ts";
import { hushFfmpeg } from "#media/codec/ffmpeg.ts";
import { startSegment } from "#media/codec/segment.ts";
import { createInspector, type Inspector } from "#media/inspector.ts";
import { composeSampleBoard } from "#media/sample-board.ts";
import { ProviderError } from "#providers/errors.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { findTranscriber } from "#providers/voice/openai-transcriber.ts";
import type { Transcriber } from "#providers/voice/transcriber.ts";
import { addVideo, type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { addKit } from "#tests/harness/kit.ts";
import { checkVideo } from "./check-video.ts";

let database: TestDatabase;
let db: Db;
let cast: Cast;
let folder: string;
let inspector: Inspector;
beforeAll(async () => {
  hushFfmpeg();
  inspector = createInspector();
  database = await createTestDatabase();
  db = database.db;
  cast = await castOf(db);
  await addKit(db, cast);
  folder = await mkdtemp(path.join(tmpdir(), "troupe-check-"));
});
afterAll(async () => {
  await inspector.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A second of grey without sound, as the video of a variant that is still in the making. */
async function greyVideo(position: number) {
  const { video, variant } = await addVideo(db, cast, position);
  const source = path.join(folder, `${randomUUID()}.mp4`);
  const writer = await startSegment(source, { width: 64, height: 64, fps: 24, quality: "preview" });
  for (let frame = 0; frame < 24; frame++) await writer.add(createCanvas(64, 64));
  await writer.finish();
  const files = createDiskStore(path.join(folder, "files"));
  const key = `videos/${video.id}.mp4`;
  await files.save(key, { path: source });
  const storyboard = asJson(await composeSampleBoard(folder));
  await db.updateTable("videos").set({ file: key, storyboard }).where("id", "=", video.id).execute();
  await db.updateTable("variants").set({ state: "rendering" }).where("id", "=", variant.id).execute();
  return { videoId: video.id, variantId: variant.id, files };
}

test("what a check finds and measures takes the place of what was found before, and the video goes to review", async () => {
  const { videoId, variantId, files } = await greyVideo(60);
  const stale = { gate: "loudness", severity: "warn", message: "From the check before" } as const;
  await insertFindings(db, cast.brand.id, [{ ...stale, variantId, videoId }]);
  const count = await checkVideo({ db, files, inspector }, cast.brand.id, videoId);
  const findings = await listFindings(db, cast.brand.id, videoId);
  expect(findings).toHaveLength(count);
  expect(findings.map(({ message }) => message)).not.toContain(stale.message);
  expect(findings.find(({ gate }) => gate === "label")).toMatchObject({
    ...{ severity: "block", atSeconds: 0, fix: { action: "make-again" } },
  });
  expect(await getVideo(db, cast.brand.id, videoId)).toMatchObject({
    ...{ fingerprint: { frames: [expect.any(String)] }, measured: { videoCodec: "h264", audioCodec: null } },
  });
  expect((await getVariant(db, cast.brand.id, variantId)).state).toBe("in-review");
});

test("the same video for another variant is found out, and a transcriber that is out of order holds nobody up", async () => {
  const { videoId, files } = await greyVideo(61);
  const transcriber: Transcriber = {
    id: "broken",
    transcribe: async () => {
      throw new ProviderError("retry", "The transcriber is busy.");
    },
  };
  await checkVideo({ db, files, transcriber, inspector }, cast.brand.id, videoId);
  const findings = await listFindings(db, cast.brand.id, videoId);
  expect(findings.find(({ gate }) => gate === "duplicate")?.message).toMatch(/^This video is nearly Maja’s “/);
  expect(findings.find(({ gate }) => gate === "left-out")).toMatchObject({
    ...{ severity: "info", message: "What is said was not written down. The transcriber is busy." },
  });
});

test("words that a transcriber did not hear are found, at their moment, and what it cost is in the ledger", async () => {
  const { videoId, files } = await greyVideo(62);
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const heard = { text: "Sad office coffee? Buy some tea.", usage: { type: "duration", seconds: 60 } };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(heard));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const transcriber = findTranscriber({
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    OPENAI_TRANSCRIBE_MODEL: "whisper-1",
    OPENAI_TRANSCRIBE_COST_PER_MINUTE: "0.006",
  });
  await checkVideo({ db, files, transcriber, inspector }, cast.brand.id, videoId);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const misheard = (await listFindings(db, cast.brand.id, videoId)).filter(({ gate }) => gate === "speech");
  expect(misheard.map(({ message }) => message)).toEqual(["Of “Meet Morning Roast.”, 0 of 3 words were understood."]);
  expect(misheard[0]?.atSeconds).toBeGreaterThan(1.5);
  const entries = await db.selectFrom("ledger").selectAll().where("provider", "=", "openai").execute();
  expect(entries).toMatchObject([{ kind: "check", amountMicros: 6000 }]);
});
