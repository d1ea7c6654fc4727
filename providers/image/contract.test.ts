import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { drawPortrait } from "#media/portrait.ts";
import type { ImageProvider, ImageRequest } from "./contract.ts";
import { startImageServer } from "./image-server.fixture.ts";
import { chooseImages, missingForImages } from "./index.ts";

const face = { style: "avataaars", seed: "maja", options: {} };
const picture = drawPortrait(face, { size: 64 });
let server: Awaited<ReturnType<typeof startImageServer>>;
const vendors: Record<string, ImageProvider> = {};

const settings = (more: Record<string, string> = {}) => ({
  ...{ IMAGE_PROVIDER: "openai", OPENAI_API_KEY: "k", OPENAI_BASE_URL: server.baseUrl, OPENAI_IMAGE_MODEL: "painter" },
  ...{ OPENAI_IMAGE_COST: "0.04", OPENAI_IMAGE_TIMEOUT_SECONDS: "1" },
  ...more,
});
const choose = (source: Record<string, string>) => chooseImages({ source }, drawPortrait);

beforeAll(async () => {
  server = await startImageServer(picture);
  vendors.dicebear = choose({});
  vendors.openai = choose(settings());
});
afterEach(() => {
  Object.assign(server.state, { instead: undefined, usage: undefined });
});
afterAll(() => server.stop());

const front: ImageRequest = {
  subject: "portrait",
  prompt: "A woman with a bob",
  shape: "square",
  references: [],
  face,
};

describe.each(["dicebear", "openai"])("%s", (vendor) => {
  test("makes a portrait, says who made it, and costs no more than it said", async () => {
    const provider = vendors[vendor]!;
    expect(provider.subjects).toContain("portrait");
    const made = await provider.make(front);
    expect(Buffer.from(made.bytes).subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(made).toMatchObject({ provider: vendor, costMicros: provider.priceMicros });
  });
});

describe("the drawn portraits", () => {
  test.each(["set", "product"] as const)("cannot draw a %s, and say what can", async (subject) => {
    await expect(vendors.dicebear!.make({ ...front, subject })).rejects.toMatchObject({
      ...{ name: "ProviderError", kind: "reject", message: expect.stringContaining("Set up a picture model") },
    });
  });
});

describe("OpenAI's pictures", () => {
  test("are made anew from words, and edited from pictures that they have to agree with", async () => {
    await vendors.openai!.make({ ...front, shape: "upright" });
    expect(server.asked.at(-1)).toMatchObject({
      path: "/v1/images/generations",
      fields: { model: "painter", prompt: front.prompt, size: "1024x1536", n: "1" },
    });
    const references = [
      { bytes: new Uint8Array(picture), mime: "image/png" as const },
      { bytes: new Uint8Array([1, 2, 3]), mime: "image/jpeg" as const },
    ];
    await vendors.openai!.make({ ...front, subject: "product", references });
    const { path, fields, images } = server.asked.at(-1)!;
    expect([path, fields.prompt, fields.model]).toEqual(["/v1/images/edits", front.prompt, "painter"]);
    expect(images.map(({ type }) => type)).toEqual(["image/png", "image/jpeg"]);
    expect(images[0]!.bytes.equals(picture)).toBe(true);
  });

  test("cost what the server counted, when tokens have a price", async () => {
    server.state.usage = { input_tokens: 400, output_tokens: 1000, total_tokens: 1400 };
    expect((await vendors.openai!.make(front)).costMicros).toBe(40_000);
    const priced = choose(settings({ OPENAI_IMAGE_INPUT_COST_PER_MTOK: "5", OPENAI_IMAGE_OUTPUT_COST_PER_MTOK: "30" }));
    expect((await priced.make(front)).costMicros).toBe(400 * 5 + 1000 * 30);
  });

  const failure =
    (status: number, error: object, headers = {}) =>
    () => ({
      ...{ status, headers, body: { error: { message: "That did not work", ...error } } },
    });
  test.each<[string, NonNullable<typeof server.state.instead>, string, RegExp]>([
    ["a refusal by its policy", failure(400, { code: "moderation_blocked" }), "reject", /refused to make this picture/],
    ["a parameter that it does not take", failure(400, { param: "quality" }), "reject", /turned the request down/],
    ["a crowd", failure(429, { code: "rate_limit_exceeded" }, { "retry-after": "9" }), "retry", /is busy/],
    ["an empty account", failure(429, { code: "insufficient_quota" }), "misconfigured", /no credit left/],
    ["a wrong key", failure(401, {}), "misconfigured", /did not accept the key/],
    ["a wrong model", failure(404, {}), "misconfigured", /OPENAI_IMAGE_MODEL/],
    ["an outage", failure(500, {}), "retry", /server failed/],
    ["a dead line", () => "hang-up", "retry", /could not be reached/],
    ["silence", () => "stall", "retry", /took longer than 1 s/],
    ["no picture", () => ({ body: { created: 1, data: [] } }), "retry", /without a picture/],
    ["a page", () => ({ body: "<html>Hello</html>" }), "retry", /no answer/],
  ])("tell %s by kind and in a sentence", async (_, instead, kind, says) => {
    server.state.instead = instead;
    await expect(vendors.openai!.make(front)).rejects.toMatchObject({
      ...{ name: "ProviderError", kind, message: expect.stringMatching(says) },
    });
  });

  test("hand on when to come back", async () => {
    server.state.instead = failure(429, { code: "rate_limit_exceeded" }, { "retry-after": "9" });
    await expect(vendors.openai!.make(front)).rejects.toMatchObject({ retryAfterSeconds: 9 });
  });
});

test("what is missing is named, all at once", () => {
  expect(missingForImages({ source: {} })).toEqual([
    ...["IMAGE_PROVIDER=openai", "OPENAI_API_KEY", "OPENAI_IMAGE_MODEL", "OPENAI_IMAGE_COST"],
  ]);
  expect(missingForImages({ source: settings() })).toEqual([]);
  expect(() => choose({ IMAGE_PROVIDER: "openai" })).toThrow(/OPENAI_IMAGE_MODEL: is missing/);
  expect(() => choose({ IMAGE_PROVIDER: "toString" })).toThrow(/"toString".*dicebear, openai/);
});
