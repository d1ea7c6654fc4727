import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listLedger } from "#db/queries/ledger.ts";
import { ProviderError } from "#providers/errors.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { type JudgeContext, judgeText, judgeTexts } from "./judge.ts";

const context: JudgeContext = {
  ...{ speaker: "synthetic", name: "Maja", names: ["Nordlys"], facts: ["€14.90"], evidence: [] },
  ...{ never: ["cheap"], taboos: ["politics"] },
};
const texts = ["The lamp is green. It has a switch.", "Two colours."];

let database: TestDatabase;
let brandId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  brandId = (await castOf(database.db)).brand.id;
});
afterAll(() => database.drop());

/** Answers every question with the same opinions, and notes what it was asked. */
function modelThatSays(sentences: object[], costMicros = 900) {
  const asked: string[] = [];
  const model: LanguageModel = {
    model: "m-1",
    ask: async ({ input }) => {
      asked.push(input);
      return { value: { sentences } as never, model: "m-1", costMicros };
    },
  };
  return { model, asked };
}

const judgeWith = (model: LanguageModel | undefined) =>
  judgeTexts(database.db, model, texts, context, { brandId, variantId: null, what: "a test" });

test.each([
  ["I have used it for three weeks.", "experience"],
  ["The world's best lamp.", "claim"],
  ["It costs €9.90.", "claim"],
  ["A cheap lamp.", "never-say"],
  ["Vote for this lamp.", "taboo"],
] as const)("“%s” is held back: %s", (text, gate) => {
  expect(judgeText(text, context).map((finding) => finding.gate)).toContain(gate);
});

test("what may be said has no findings, and the brand's own price may", () => {
  expect(judgeText("The lamp is green, and it costs €14.90. #lamp", context)).toEqual([]);
});

test("all texts are read in one call, and each is told its own", async () => {
  const { model, asked } = modelThatSays([{ number: 2, verdict: "evidence", why: "a switch is a claim." }]);
  const { findings, second } = await judgeWith(model);
  expect(asked).toHaveLength(1);
  expect(second).toEqual({ asked: "answered", failed: null });
  expect(findings.map((each) => each.map(({ sentence }) => sentence))).toEqual([["It has a switch."], []]);
  const [entry] = await listLedger(database.db, brandId, { limit: 1 });
  expect(entry).toMatchObject({ kind: "claims", provider: "m-1", amountMicros: 900 });
});

test("a model that fails leaves the rules' verdict, says so, and what it cost is written down", async () => {
  const model: LanguageModel = {
    model: `m-${randomUUID()}`,
    ask: () => Promise.reject(new ProviderError("retry", "The model is overloaded.").having(40)),
  };
  const { findings, second } = await judgeWith(model);
  expect(findings).toEqual([[], []]);
  expect(second).toEqual({ asked: "failed", failed: "The model is overloaded." });
  expect(await listLedger(database.db, brandId, { limit: 1 })).toMatchObject([
    { provider: model.model, amountMicros: 40 },
  ]);
});

test("without a model the rules judge alone, and nothing is paid", async () => {
  expect(await judgeWith(undefined)).toEqual({ findings: [[], []], second: { asked: "no-model", failed: null } });
});
