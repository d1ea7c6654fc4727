import { afterAll, beforeAll, expect, test } from "vitest";
import { addVideo } from "#tests/harness/cast.ts";
import { openTestApi, type TestApi } from "./api.fixture.ts";
import { listShots, type Shot } from "./fuzz.fixture.ts";

/** Another seed every run; `API_FUZZ=10000` asks as many as that in one. */
const requests = Number(process.env.API_FUZZ ?? 2000);
const atOnce = 6;

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

test("thousands of requests, right and wrong, never break the studio, and each refusal says what and where", async () => {
  const seed = Date.now() % 1_000_000;
  const { cast } = api;
  const made = await Promise.all([1, 2, 3, 4].map((n) => addVideo(api.db, cast, n)));
  const shots = listShots(
    api.conformance.document,
    {
      ...{ brandId: [cast.brand.id], productId: [cast.product.id], personaId: [cast.persona.id] },
      ...{ briefId: [cast.brief.id], connectionId: [cast.connection.id] },
      ...{ variantId: made.map(({ variant }) => variant.id), videoId: made.map(({ video }) => video.id) },
      sha256: made.map(({ video }) => video.sha256),
    },
    requests,
    seed,
  );
  const faults: string[] = [];
  const counts: Record<number, number> = {};
  await Promise.all(
    Array.from({ length: atOnce }, async (_, lane) => {
      for (let n = lane; n < shots.length && faults.length < 5; n += atOnce) {
        const shot = shots[n]!;
        const answer = await api.ask(shot.method, shot.at, shot.sent);
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
        for (const why of judge(shot, answer))
          faults.push(`seed ${seed}, ${why}: ${JSON.stringify(shot).slice(0, 1500)}`);
      }
    }),
  );
  expect(faults).toEqual([]);
  expect(api.faults.slice(0, 5)).toEqual([]);
  // The shots reach past the door: otherwise this would prove nothing.
  expect(counts[200]).toBeGreaterThan(requests / 20);
  expect(counts[201]).toBeGreaterThan(requests / 500);
  expect(counts[422]).toBeGreaterThan(requests / 20);
}, 240_000);

type Answer = Awaited<ReturnType<TestApi["ask"]>>;

function judge(shot: Shot, { status, headers, body, text }: Answer): string[] {
  const faults: string[] = [];
  if (status >= 500) faults.push(`broke: ${text} ${api.log.at(-1)}`);
  if (status < 400) {
    const wrong = shot.sent.body !== undefined && !api.conformance.takesBody(shot.operationId, shot.body);
    return wrong ? ["took what the document does not announce"] : faults;
  }
  if (headers.get("content-type") !== "application/problem+json") faults.push("is no problem");
  const { code, detail, errors, type } = body;
  if (body.status !== status || !type.startsWith("https://") || !detail || !code) faults.push("lacks a part");
  const named = (errors ?? []) as { field: string; message: string }[];
  const needsField = [400, 406, 415].includes(status) || code === "invalid-body";
  if (needsField && named.length === 0) faults.push(`names no field: ${text}`);
  if (named.some(({ field, message }) => !field.startsWith("/") || message.length < 5))
    faults.push(`is vague: ${text}`);
  return faults;
}
