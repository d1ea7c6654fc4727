import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hookTypes } from "#providers/text/contract.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { parseBrief } from "./brief.ts";
import { type BriefDraft, briefInput } from "./input.ts";
import { type Names, readBriefYaml, resolveNames, writeBriefYaml } from "./yaml.ts";

let database: TestDatabase;
let cast: Cast;
beforeAll(async () => {
  database = await createTestDatabase();
  cast = await castOf(database.db);
});
afterAll(() => database.drop());

/** Texts that YAML might read as something else, and whatever else people type. */
const words = fc.oneof(
  fc.constantFrom("constructor", "__proto__", "valueOf"),
  fc.constantFrom("yes", "no", "~", "null", "1.50", "2026-11-30", "a: b", "- dash", "# no comment", "'quoted'", '"so"'),
  fc.constantFrom(
    "قهوة الصباح",
    "בוקר טוב",
    "コーヒー ☕",
    "!!js/function a",
    "&anchor",
    "*alias",
    "a\u00a0b",
    "tab\tbed",
  ),
  fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
);
const lines = (most: number) => fc.array(words, { maxLength: most });
const day = fc.option(fc.constantFrom("2100-01-01", "2100-06-15", "2101-12-31"), { nil: undefined });
const inputs = fc.record({
  ...{ name: words, goal: words, audience: words, tone: words, offer: fc.option(words) },
  ...{ offerStarts: day, offerEnds: day, publishFrom: day, publishUntil: day },
  ...{ proofPoints: lines(6), mustSay: lines(2), neverSay: lines(5), angles: lines(6) },
  evidenceOf: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
  hooks: fc.subarray([...hookTypes], { minLength: 1 }),
  lengths: fc.subarray([6, 15, 20, 30, 45, 60], { minLength: 1 }),
  footage: fc.option(
    fc.record({
      models: fc.subarray(["kling-v3", "veo-3.1", "animatic"]),
      tier: fc.constantFrom("draft-first" as const, "filmed-draft" as const, "final" as const),
    }),
    { nil: undefined },
  ),
  maxVariants: fc.integer({ min: 1, max: 1000 }),
  budget: fc.option(fc.integer({ min: 0, max: 10_000_000 }).map((cents) => cents / 100)),
  seed: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
});

const names: Names = {
  products: [1, 2, 3].map((n) => ({ id: randomUUID(), handle: `roast-${n}` })),
  personas: ["Maja", "Óscar 2", "null", "李"].map((name) => ({ id: randomUUID(), name })),
};

test("a brief that is exported and imported again is the same brief", () => {
  let tried = 0;
  fc.assert(
    fc.property(inputs, ({ evidenceOf, ...input }) => {
      const evidence = Object.fromEntries(
        evidenceOf.flatMap((place) => {
          const point = input.proofPoints[place]?.replace(/\s+/g, " ").trim();
          return point ? [[point, "https://nordlys.example/study?a=1&b=#c"]] : [];
        }),
      );
      const people = { productIds: names.products.map(({ id }) => id), personaIds: names.personas.map(({ id }) => id) };
      const valid = briefInput.safeParse({ ...input, ...people, evidence });
      fc.pre(valid.success);
      tried++;
      const back = readBriefYaml(writeBriefYaml(valid.data as BriefDraft, names));
      expect(parseBrief(withIds(back))).toEqual({ ...valid.data, seed: valid.data?.seed || undefined });
    }),
    { numRuns: 150 },
  );
  expect(tried).toBeGreaterThan(40);
});

function withIds({ products, personas, ...rest }: Record<string, unknown>) {
  const idOf = (list: { id: string }[], key: string) => (name: string) =>
    list.find((each) => (each as Record<string, string>)[key] === name)?.id;
  return {
    ...rest,
    productIds: (products as string[]).map(idOf(names.products, "handle")),
    personaIds: (personas as string[]).map(idOf(names.personas, "name")),
  };
}

test("handles and names are found in the brand, and what nobody knows is named with what there is", async () => {
  const resolve = (named: Record<string, unknown>) => resolveNames(database.db, cast.brand, named);
  const whole = { productIds: [cast.product.id], personaIds: [cast.persona.id] };
  expect(await resolve({ product: "morning-roast", personas: ["maja"] })).toEqual(whole);
  expect(await resolve({ products: ["morning-roast"], personas: "all" })).toEqual(whole);
  expect(await resolve({ product: "morning-roast", personas: "cast for me" })).toEqual(whole);
  expect(await resolve({ personas: "cast for me", goal: "Talk politics" })).toMatchObject({ personaIds: [] });
  await expect(resolve({ product: "evening-roast" })).rejects.toThrow(
    "no product “evening-roast”. Known: morning-roast.",
  );
  await expect(resolve({ personas: ["Otto"] })).rejects.toMatchObject({ field: "personaIds" });
});

test("what is no brief is refused in a sentence, and no document makes the studio work for minutes", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
    .split("")
    .map((l, i) => `${l}: &${l} [${`*${"abcdefg"[i]},`.repeat(9)}]`)
    .join("\n")}`;
  for (const text of ["name: [", "- one", "", "just words", bomb, "x".repeat(600_000)]) {
    expect(() => readBriefYaml(text)).toThrow(/is no brief/);
  }
});
