import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { createOpenAiModel } from "#providers/text/openai/model.ts";
import { openAiSettings } from "#providers/text/openai/settings.ts";
import { startResponsesServer } from "#tests/harness/responses-server.ts";
import { checkClaims } from "./gate.ts";
import { verdicts } from "./policy.ts";
import { askSecondOpinion } from "./second-opinion.ts";

const text = "The lamp is green.\nThe best lamp in the world.\nI used it for three weeks.";
const judged = checkClaims(text, { speaker: "synthetic" });
let stop = async () => {};
afterEach(() => stop());

async function modelThatSays(sentences: object[]) {
  const server = await startResponsesServer(() => ({ body: answerOf(JSON.stringify({ sentences })) }));
  stop = server.stop;
  const settings = openAiSettings.parse({
    OPENAI_API_KEY: "sk-test",
    OPENAI_MODEL: "gpt-test",
    OPENAI_BASE_URL: server.baseUrl,
  });
  return { server, model: createOpenAiModel(settings) };
}

function answerOf(words: string) {
  const content = [{ type: "output_text", text: words, annotations: [] }];
  return {
    ...{ id: "resp_1", object: "response", created_at: 1, status: "completed", model: "gpt-test", error: null },
    output: [{ type: "message", id: "msg_1", role: "assistant", status: "completed", content }],
    usage: { input_tokens: 10, output_tokens: 10, total_tokens: 20 },
  };
}

test("without a model the rules stand alone, and it is said", async () => {
  expect(await askSecondOpinion(undefined, judged, "synthetic")).toEqual({ judged, asked: "no-model", costMicros: 0 });
});

test("a model can hold back what the rules let through", async () => {
  const allowed = checkClaims("The lamp is green.", { speaker: "synthetic" });
  const { model, server } = await modelThatSays([{ number: 1, verdict: "block", why: "“green” hides a story." }]);
  const second = await askSecondOpinion(model, allowed, "synthetic");
  expect(second).toMatchObject({ asked: "answered", judged: { verdict: "block", kind: "experience" } });
  expect(second.judged.why).toContain("A second opinion: “green” hides a story.");
  expect(checkClaims(second.judged.rewrite ?? "", { speaker: "synthetic" }).verdict).toBe("allow");
  expect(JSON.stringify(server.asked[0]?.body)).toContain("The lamp is green.");
});

test("whatever a model answers, nothing becomes laxer", async () => {
  const opinion = fc.record({
    number: fc.integer({ min: -2, max: 6 }),
    verdict: fc.constantFrom(...verdicts),
    why: fc.string({ maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(opinion, { maxLength: 6 }), async (sentences) => {
      const model = { model: "any", ask: async () => ({ value: { sentences } as never, model: "any", costMicros: 7 }) };
      const second = await askSecondOpinion(model, judged, "synthetic");
      second.judged.sentences.forEach((each, index) => {
        const before = judged.sentences[index]?.verdict ?? "block";
        expect(verdicts.indexOf(each.verdict)).toBeGreaterThanOrEqual(verdicts.indexOf(before));
      });
      expect(second).toMatchObject({ costMicros: 7, judged: { verdict: "block" } });
    }),
    { numRuns: 60, seed: 3 },
  );
});
