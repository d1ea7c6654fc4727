import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SpeechRequest, speech, type VoiceProvider } from "./contract.ts";
import { createFlite } from "./flite.ts";
import { chooseVoices } from "./index.ts";
import { startSpeechServer } from "./speech-server.fixture.ts";
import { readWav } from "./wav.ts";

const flite = createFlite();
let folder: string;
let server: Awaited<ReturnType<typeof startSpeechServer>>;
const vendors: Record<string, { voices: VoiceProvider; voice: string }> = {};

const settings = (more: Record<string, string> = {}) => ({
  ...{ VOICE_PROVIDER: "openai", OPENAI_API_KEY: "k", OPENAI_BASE_URL: server.baseUrl, OPENAI_SPEECH_MODEL: "speaker" },
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "voices-"));
  server = await startSpeechServer(flite);
  vendors.flite = { voices: chooseVoices({ source: {} }), voice: "slt" };
  vendors.openai = { voices: chooseVoices({ source: settings() }), voice: "openai-marin" };
  vendors["openai, bare samples"] = {
    voices: chooseVoices({ source: settings({ OPENAI_SPEECH_FORMAT: "pcm" }) }),
    voice: "openai-cedar",
  };
});
afterEach(() => {
  server.state.instead = undefined;
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const line = "Morning Roast is ground the day it ships, so the bag smells like a bakery.";
const say = (vendor: string, request: Partial<SpeechRequest> = {}) =>
  vendors[vendor]!.voices.speak(
    { text: line, voice: vendors[vendor]!.voice, ...request },
    path.join(folder, "line.wav"),
  );

describe.each(["flite", "openai", "openai, bare samples"])("%s", (vendor) => {
  test("gives a whole WAV, the written words in order, and mouth sounds all the way", async () => {
    const said = await say(vendor);
    expect(speech.parse(said)).toEqual(said);
    const { samples, sampleRate } = readWav(await readFile(said.file));
    expect(samples.length / sampleRate).toBeCloseTo(said.seconds, 3);
    expect(said.words.map(({ word }) => word).join(" ")).toBe(line);
    let clock = 0;
    for (const { start, end } of said.words) {
      expect(start).toBeGreaterThanOrEqual(clock);
      expect(end).toBeGreaterThan(start);
      clock = end;
    }
    expect(clock).toBeLessThanOrEqual(said.seconds);
    expect(said.phonemes.length).toBeGreaterThan(30);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("says a word as the kit has it, and gives the written word back", async () => {
    const text = "From Tromsø, with Tromsø's light.";
    const plain = await say(vendor, { text });
    const helped = await say(vendor, { text, pronunciations: { tromsø: "troom sah" } });
    expect(helped.words.map(({ word }) => word)).toEqual(["From", "Tromsø,", "with", "Tromsø's", "light."]);
    const sounds = ({ phonemes }: typeof helped) => phonemes.map(({ phoneme }) => phoneme).join(" ");
    expect(sounds(helped)).toMatch(/t r uw m s aa/);
    expect(sounds(plain)).not.toMatch(/t r uw m s aa/);
  });

  test("speaks quicker at a quicker pace", async () => {
    expect((await say(vendor, { pace: 1.4 })).seconds).toBeLessThan((await say(vendor)).seconds * 0.85);
  });

  test.each([
    ["empty", { text: "" }, "reject"],
    ["too long", { text: "word ".repeat(300) }, "reject"],
    ["for a voice that is not there", { voice: "hal" }, "misconfigured"],
  ])("refuses a line that is %s", async (_, request, kind) => {
    await expect(say(vendor, request)).rejects.toMatchObject({ name: "ProviderError", kind });
  });
});

describe("the OpenAI voice", () => {
  test("finds every word within 120 ms in a voice that tells no times, and nearly all within 80", async () => {
    const said = await say("openai");
    const truth = server.truths.at(-1)!;
    const off = said.words.map(({ start }, index) => Math.abs(start - truth.words[index]!.start)).sort((a, b) => a - b);
    expect(off.at(-1)).toBeLessThan(0.12);
    expect(off[Math.floor(off.length * 0.9)]).toBeLessThan(0.08);
  });

  test("asks for its own voice in the model that was set, with the respelled words", async () => {
    await say("openai", { text: "Nordlys is here.", pronunciations: { Nordlys: "Noordlees" }, pace: 1.2 });
    expect(server.asked.at(-1)).toEqual({
      ...{ model: "speaker", voice: "marin", input: "noordlees is here.", response_format: "wav", speed: 1.2 },
    });
  });

  test("costs what the settings say, by characters and by minutes", async () => {
    const voices = chooseVoices({
      source: settings({ OPENAI_SPEECH_COST_PER_MCHAR: "15", OPENAI_SPEECH_COST_PER_MINUTE: "0.6" }),
    });
    const said = await voices.speak({ text: "Hello there.", voice: "openai-marin" }, path.join(folder, "paid.wav"));
    expect(said).toMatchObject({ provider: "openai", costMicros: Math.round(12 * 15 + said.seconds * 10_000) });
    expect(await say("flite")).toMatchObject({ provider: "flite", costMicros: 0 });
  });

  test("has the offline voices beside its own, and takes only those that are set", () => {
    const ids = (more?: Record<string, string>) => chooseVoices({ source: settings(more) }).voices.map(({ id }) => id);
    expect(ids()).toEqual(expect.arrayContaining(["openai-marin", "openai-cedar", "slt", "rms"]));
    expect(ids({ OPENAI_SPEECH_VOICES: "ida, olaf" })).toEqual([
      "openai-ida",
      "openai-olaf",
      "slt",
      "rms",
      "awb",
      "kal16",
    ]);
    expect(() => chooseVoices({ source: { VOICE_PROVIDER: "openai" } })).toThrow(/OPENAI_API_KEY: is missing/);
  });

  const failure =
    (status: number, error: object, headers = {}) =>
    () => ({
      ...{ status, headers, body: JSON.stringify({ error: { message: "That did not work", ...error } }) },
    });
  test.each<[string, NonNullable<typeof server.state.instead>, string, RegExp]>([
    ["is busy", failure(429, { code: "rate_limit_exceeded" }, { "retry-after": "7" }), "retry", /is busy/],
    ["has no credit", failure(429, { code: "insufficient_quota" }), "misconfigured", /no credit left/],
    ["does not know the key", failure(401, {}), "misconfigured", /did not accept the key/],
    ["does not know the model", failure(404, {}), "misconfigured", /OPENAI_SPEECH_MODEL/],
    ["refuses the text", failure(400, { code: "moderation_blocked" }), "reject", /refused to make this line/],
    ["turns it down", failure(400, { param: "voice" }), "reject", /turned the request down: That did not work/],
    ["fails", failure(503, {}), "retry", /server failed/],
    ["hangs up", () => "hang-up", "retry", /could not be reached/],
    ["never answers", () => "stall", "retry", /took longer than 1 s/],
    ["sends no sound", () => ({ body: Buffer.alloc(0) }), "retry", /not a WAV file/],
    ["sends zero samples", (_, whole) => ({ body: sized(whole.subarray(0, 44), 0) }), "retry", /no sound in it/],
    [
      "sends silence",
      (_, whole) => ({ body: Buffer.concat([whole.subarray(0, 44), Buffer.alloc(whole.length - 44)]) }),
      "retry",
      /without a sound/,
    ],
    ["breaks off", (_, whole) => ({ body: whole.subarray(0, whole.length / 2) }), "retry", /breaks off/],
    ["sends a page", () => ({ body: "<html>Welcome to the hotel's network</html>" }), "retry", /not a WAV file/],
  ])("that %s says so, by kind, and leaves no file", async (_, instead, kind, says) => {
    server.state.instead = instead;
    const voices = chooseVoices({ source: settings({ OPENAI_SPEECH_TIMEOUT_SECONDS: "1" }) });
    const out = path.join(folder, "failed", "line.wav");
    const failed = voices.speak({ text: line, voice: "openai-marin" }, out);
    await expect(failed).rejects.toMatchObject({ name: "ProviderError", kind, message: expect.stringMatching(says) });
    await expect(readFile(out)).rejects.toThrow("ENOENT");
  });

  test("hands on when to come back", async () => {
    server.state.instead = failure(429, { code: "rate_limit_exceeded" }, { "retry-after": "7" });
    await expect(say("openai")).rejects.toMatchObject({ retryAfterSeconds: 7 });
  });
});

function sized(header: Buffer, size: number): Buffer {
  const changed = Buffer.from(header);
  changed.writeUInt32LE(size, 40);
  return changed;
}
