import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ProviderError } from "../errors.ts";
import { sign } from "../webhooks/sender.ts";
import { type FootageOrder, SubmitUnclear } from "./contract.ts";
import { createReplicate, replicateSettings } from "./replicate.ts";
import { type ReplicateServer, startReplicateServer, webhookSecret } from "./replicate-server.fixture.ts";

let server: ReplicateServer;
const adapter = (more: Record<string, string> = {}) =>
  createReplicate(replicateSettings.parse({ ...server.settings, ...more }));

beforeAll(async () => {
  server = await startReplicateServer();
});
beforeEach(() => {
  server.runs.length = 0;
  server.asked.length = 0;
});
afterEach(() => vi.useRealTimers());
afterAll(() => server.close());

const order = (more: Partial<FootageOrder> = {}): FootageOrder => ({
  model: "bytedance/seedance-1-pro",
  input: { prompt: "A cup on a table.", duration: 4, seed: 7 },
  webhook: "https://studio.example/hooks/replicate/t1",
  deadlineAt: new Date(Date.now() + 15 * 60_000),
  ...more,
});
const failureOf = (work: Promise<unknown>): Promise<ProviderError> =>
  work.then(
    () => expect.unreachable(),
    (error) => error as ProviderError,
  );

test("an order is one request, with its webhook and its deadline, and its run is found by its handle", async () => {
  server.answer({ run: { status: "succeeded", looks: 1, output: new Uint8Array(3) } });
  const { handle } = await adapter().submit(order());
  expect(server.runs).toMatchObject([{ id: handle, webhook: order().webhook, input: order().input }]);
  expect(server.runs[0]?.cancelAfter).toMatch(/^(899|900)s$/);
  expect(await adapter().check(handle)).toEqual({ state: "pending", begun: true });
  expect(await adapter().check(handle)).toMatchObject({
    state: "done",
    outputs: [`${server.origin}/delivery/${handle}/out.mp4`],
    metrics: { predict_time: 12.5 },
    madeSeconds: undefined,
  });
});

test.each([
  ["failed", { state: "failed", why: "The content was flagged as sensitive.", begun: true }],
  ["canceled", { state: "cancelled", begun: true }],
  ["aborted", { state: "failed", why: expect.stringContaining("before its deadline"), begun: false }],
] as const)("a run that is %s says why, and whether it had begun", async (status, fate) => {
  server.answer({ run: { status, error: "The content was flagged as sensitive" } });
  const { handle } = await adapter().submit(order());
  expect(await adapter().check(handle)).toMatchObject(fate);
});

test("a run is cancelled, and to cancel it again does no harm", async () => {
  const { handle } = await adapter().submit(order());
  await adapter().cancel(handle);
  await adapter().cancel(handle);
  expect(await adapter().check(handle)).toMatchObject({ state: "cancelled" });
});

test("an order is never sent twice, whatever breaks: the SDK would send it five more times", async () => {
  server.answer({ breaks: true, took: { status: "never" } });
  expect(await failureOf(adapter().submit(order()))).toBeInstanceOf(SubmitUnclear);
  expect(server.asked).toEqual(["POST /v1/models/bytedance/seedance-1-pro/predictions"]);
  server.answer({ status: 503 });
  expect(await failureOf(adapter().submit(order()))).toBeInstanceOf(SubmitUnclear);
  server.answer({ status: 429, body: { detail: "Request was throttled. Your rate limit resets in ~30s." } });
  const throttled = await failureOf(adapter().submit(order()));
  expect(throttled).not.toBeInstanceOf(SubmitUnclear);
  expect(throttled).toMatchObject({ kind: "retry", retryAfterSeconds: 30 });
  expect(server.asked).toHaveLength(3);
  expect(server.runs).toHaveLength(1);
});

test("an order that never left this machine may be sent again", async () => {
  const closed = await startReplicateServer();
  await closed.close();
  const nowhere = adapter({ REPLICATE_BASE_URL: closed.baseUrl });
  const error = await failureOf(nowhere.submit(order()));
  expect(error).not.toBeInstanceOf(SubmitUnclear);
  expect(error).toMatchObject({ kind: "retry", message: "Replicate could not be reached." });
});

test("when to come back is read from Retry-After first", async () => {
  server.answer({ status: 429, headers: { "retry-after": "7" }, body: { detail: "resets in ~30s" } });
  expect(await failureOf(adapter().submit(order()))).toMatchObject({ kind: "retry", retryAfterSeconds: 7 });
});

test.each([
  [401, {}, "reauthorize", "REPLICATE_API_TOKEN"],
  [402, { title: "Insufficient credit" }, "misconfigured", "no credit left"],
  [404, { detail: "The requested resource could not be found." }, "reject", "no such model"],
  [422, { detail: "Prompt is too long" }, "reject", "Replicate refused the order: Prompt is too long."],
  [
    422,
    {
      title: "Input validation failed",
      invalid_fields: [{ type: "enum", field: "input.duration", description: "must be 5 or 10" }],
    },
    "reject",
    "Replicate refused the order: “duration” (4): must be 5 or 10.",
  ],
])("a %i is told so that somebody can act on it", async (status, body, kind, says) => {
  server.answer({ status, body });
  const error = await failureOf(adapter().submit(order()));
  expect(error).toMatchObject({ kind, message: expect.stringContaining(says) });
  expect(error).not.toBeInstanceOf(SubmitUnclear);
  expect(error.message).not.toContain("r8_test_token");
});

test("an order whose fate is unknown is known again by its webhook, else by an input that is the same", async () => {
  const since = new Date();
  const mine = order({ webhook: "https://studio.example/hooks/replicate/mine" });
  server.answer({ breaks: true, took: { status: "never" } }, { breaks: true, took: { status: "never" } });
  await failureOf(adapter().submit(order()));
  expect(await adapter().find(mine, since)).toBeUndefined();
  await failureOf(adapter().submit(mine));
  expect(await adapter().find(mine, since)).toEqual({ handle: server.runs[1]?.id });
  const silent = order({ webhook: null, input: { prompt: "Another", seed: 1, duration: 4 } });
  expect(await adapter().find(silent, since)).toBeUndefined();
  server.answer({ breaks: true, took: { status: "never" } });
  await failureOf(adapter().submit(silent));
  const reordered = { ...silent, input: { duration: 4, seed: 1, prompt: "Another" } };
  expect(await adapter().find(reordered, since)).toEqual({ handle: server.runs[2]?.id });
  expect(await adapter().find(silent, new Date(Date.now() + 10 * 60_000))).toBeUndefined();
});

test("an input is held against the schema that the model has today, and each fault names field and value", async () => {
  server.describe("maker/model", {
    prompt: { type: "string", maxLength: 20 },
    duration: { allOf: [{ $ref: "#/components/schemas/duration" }] },
    seed: { type: "integer", minimum: 0, maximum: 99 },
    image: { type: "string", format: "uri" },
    generate_audio: { type: "boolean" },
    references: { type: "array", maxItems: 1 },
  });
  const inspect = async (input: Record<string, unknown>) =>
    (await adapter().inspect("maker/model", input))?.faults.map(({ sentence }) => sentence);
  expect(await inspect({ prompt: "A cup", seed: 7, generate_audio: false, references: ["a"] })).toEqual([]);
  expect(await inspect({ seed: 100, generate_audio: "yes", references: ["a", "b"], resolution: "1080p" })).toEqual([
    "maker/model wants “prompt”, and nothing is there.",
    "maker/model does not take 100 for “seed”: it takes 0 to 99.",
    "maker/model does not take “yes” for “generate_audio”: it takes yes or no.",
    'maker/model does not take ["a","b"] for “references”: it takes at most 1.',
    "maker/model knows no “resolution” (any more), which was to be “1080p”.",
  ]);
  expect(await adapter().inspect("maker/silent", { prompt: "x" })).toEqual({ faults: [], licence: null });
  server.hush(true);
  expect(await adapter().inspect("maker/model", {})).toBeNull();
  server.hush(false);
});

test("an enumeration behind a reference is told with what may stand there", async () => {
  const { findInputFaults, readInputSchema } = await import("./input-schema.ts");
  const schema = readInputSchema({
    components: {
      schemas: {
        Input: { properties: { duration: { allOf: [{ $ref: "#/components/schemas/duration" }] } } },
        duration: { type: "integer", enum: [4, 6, 8] },
      },
    },
  });
  expect(findInputFaults("Veo", schema!, { duration: 5 })).toEqual([
    { field: "duration", sentence: "Veo does not take 5 for “duration”: it takes 4, 6 or 8." },
  ]);
  expect(findInputFaults("Veo", schema!, { duration: 6 })).toEqual([]);
  expect(readInputSchema({ openapi: "3.1.0" })).toBeUndefined();
});

test("small files go along in the request, larger ones are uploaded first", async () => {
  const file = (bytes: number) => ({ bytes: new Uint8Array(bytes), type: "image/jpeg", name: "a.jpg" });
  expect(await adapter().upload(file(3))).toBe("data:image/jpeg;base64,AAAA");
  expect(await adapter().upload(file(300_000))).toBe(`${server.origin}/v1/files/f1`);
  expect(server.uploads[0]?.length).toBeGreaterThan(300_000);
});

test("a signed message is read, by the known vector of the standard", async () => {
  vi.useFakeTimers({ now: 1_700_000_000_000 + 60_000, toFake: ["Date"] });
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": "1700000000",
    "webhook-signature": "v1,Fx3EI75U65WpS+0JAX2ydwBlGOHVb0wh85dovyn6vXo=",
  };
  const body = '{"id":"p1","status":"succeeded"}';
  const known = adapter({ REPLICATE_WEBHOOK_SECRET: webhookSecret });
  expect(await known.readMessage(headers, body)).toEqual({ id: "msg_1", handle: "p1" });
  // The SDK's own check would take this one in any year.
  vi.setSystemTime(1_700_000_000_000 + 301_000);
  expect(await known.readMessage(headers, body)).toBeUndefined();
  vi.setSystemTime(1_700_000_000_000 - 301_000);
  expect(await known.readMessage(headers, body)).toBeUndefined();
});

test("a forged, altered or unreadable message is nobody's; the secret is asked for once when it is not set", async () => {
  const body = '{"id":"p1"}';
  const real = sign({ id: "m", body }, [webhookSecret], new Date());
  const asking = adapter();
  expect(await asking.readMessage(real, body)).toEqual({ id: "m", handle: "p1" });
  for (const [headers, text] of [
    [sign({ id: "m", body }, [`whsec_${Buffer.alloc(32, 1).toString("base64")}`], new Date()), body],
    [real, '{"id":"p2"}'],
    [{ ...real, "webhook-id": "n" }, body],
    [{ ...real, "webhook-signature": "" }, body],
    [{}, body],
    [sign({ id: "m", body: "[]" }, [webhookSecret], new Date()), "[]"],
    [sign({ id: "m", body: "no json" }, [webhookSecret], new Date()), "no json"],
  ] as const) {
    expect(await asking.readMessage(headers, text)).toBeUndefined();
  }
  expect(server.asked.filter((line) => line.endsWith("/secret"))).toHaveLength(1);
});
