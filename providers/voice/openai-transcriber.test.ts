import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createOpenAiTranscriber, findTranscriber, openAiTranscriberSettings } from "./openai-transcriber.ts";

let server: Server;
let folder: string;
let file: string;
let asked: { url: string; body: string };
let answer: { status: number; body: object };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "troupe-transcriber-"));
  file = path.join(folder, "video.mp4");
  await writeFile(file, "the bytes of a video");
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked = { url: request.url ?? "", body: Buffer.concat(parts).toString("latin1") };
      response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  answer = { status: 200, body: { text: "Sad office coffee?", usage: { type: "duration", seconds: 20 } } };
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const transcriber = () =>
  createOpenAiTranscriber(
    openAiTranscriberSettings.parse({
      OPENAI_API_KEY: "sk-test",
      OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      OPENAI_TRANSCRIBE_MODEL: "whisper-1",
      OPENAI_TRANSCRIBE_COST_PER_MINUTE: "0.006",
    }),
  );

test("a video is sent with its model and language, and what was heard comes back with its price", async () => {
  expect(await transcriber().transcribe(file, "en-GB")).toEqual({ text: "Sad office coffee?", costMicros: 2000 });
  expect(asked.url).toBe("/v1/audio/transcriptions");
  expect(asked.body).toContain("the bytes of a video");
  expect(asked.body).toMatch(/name="model"\r\n\r\nwhisper-1/);
  expect(asked.body).toMatch(/name="language"\r\n\r\nen\r\n/);
});

test("an outage is worth another try, a wrong key is not", async () => {
  answer = { status: 503, body: {} };
  await expect(transcriber().transcribe(file, "en")).rejects.toMatchObject({ kind: "retry" });
  answer = { status: 401, body: { error: { message: "no" } } };
  await expect(transcriber().transcribe(file, "en")).rejects.toMatchObject({ kind: "misconfigured" });
});

test("a video that is too large is not sent", async () => {
  const large = path.join(folder, "large.mp4");
  await writeFile(large, "");
  await truncate(large, 26_000_000);
  asked = { url: "", body: "" };
  await expect(transcriber().transcribe(large, "en")).rejects.toMatchObject({ kind: "reject" });
  expect(asked.url).toBe("");
});

test("nobody listens unless a model is named, and then the key is asked for", () => {
  expect(findTranscriber({ OPENAI_API_KEY: "sk" })).toBeUndefined();
  expect(() => findTranscriber({ OPENAI_TRANSCRIBE_MODEL: "whisper-1" })).toThrow(/OPENAI_API_KEY: is missing/);
});
