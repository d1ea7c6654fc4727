import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { mentions, type Script, type ScriptRequest } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { trigramSimilarity } from "#providers/text/similarity.ts";
import { createLineJudge, knownOf } from "./line-judge.ts";
import { checkScript, lengthTolerance, videoSeconds } from "./rules.ts";
import { createRequests, lengths, listKitSubjects, listShopSubjects, type Subject } from "./showroom.fixture.ts";

/** Fifty scripts for every product of both demo kits and for ten of a shop that says next to nothing about its goods. */
const perSubject = 50;
const judge = createLineJudge();
const writer = createHouseWriter(undefined, (line, request) => judge(line, knownOf(request)));
const shop = readFileSync(new URL("../products/fixtures/shopify-home-and-garden.csv", import.meta.url), "utf8");
const subjects: Subject[] = [...listKitSubjects(), ...listShopSubjects(shop).slice(0, 10)];
const brief = { offer: null, mustSay: ["Returns are free for 30 days"] };

type Made = { subject: Subject; request: ScriptRequest; script: Script };
const made: Made[] = [];

beforeAll(async () => {
  for (const subject of subjects) {
    const avoid: string[] = [];
    const requestOf = createRequests(subject);
    for (let nth = 0; nth < perSubject; nth++) {
      const bumper = lengths[nth % lengths.length] === 6;
      const request = requestOf(nth, { avoid: [...avoid], brief: bumper || nth % 4 > 0 ? {} : brief });
      const { script } = await writer.write(request);
      made.push({ subject, request, script });
      avoid.push(script.scenes[0]!.line);
    }
  }
}, 120_000);

const where = ({ subject, request }: Made) => `${subject.name} ${request.hook} ${request.seconds} s`;
const spoken = (script: Script) => script.scenes.map(({ line }) => line).join(" ");

test("every script is there", () => {
  expect(made.length).toBe(subjects.length * perSubject);
  expect(subjects.length).toBeGreaterThanOrEqual(17);
});

test("no sentence of any script is held back by the claim gate", () => {
  const wrong = made.flatMap((each) =>
    [
      ...each.script.scenes.flatMap(({ line, onScreen }) => line.split(/(?<=[.?!])\s+/).concat(onScreen ?? [])),
      each.script.caption,
    ]
      .filter((text) => !judge(text, knownOf(each.request)))
      .map((text) => `${where(each)}: ${text}`),
  );
  expect(wrong).toEqual([]);
});

test("the studio's own rules find nothing", () => {
  const sample = made.filter((_, index) => index % 9 === 0);
  const found = sample.flatMap((each) =>
    checkScript(each.script, each.request).map(({ message }) => `${where(each)}: ${message}`),
  );
  expect(found).toEqual([]);
});

test("every video is as long as asked, within a tenth", () => {
  const off = made.filter(
    ({ script, request }) => Math.abs(videoSeconds(script, request) / request.seconds - 1) > lengthTolerance,
  );
  expect(off.map(where)).toEqual([]);
});

test("what must be said is said, and what must not is not", () => {
  const wrong = made.filter(({ script, request }) => {
    const text = [
      spoken(script),
      ...script.scenes.map(({ onScreen }) => onScreen),
      script.caption,
      script.title,
      ...script.hashtags,
    ].join(" · ");
    const never = [...request.brand.never, ...request.brief.neverSay].some((word) => mentions(text, word));
    return never || request.brief.mustSay.some((must) => !spoken(script).includes(must)) || /!/.test(text);
  });
  expect(wrong.map(where)).toEqual([]);
});

test("no two of a product's fifty openings are alike", () => {
  const alike: string[] = [];
  for (const subject of subjects) {
    const hooks = made.filter((each) => each.subject === subject).map(({ script }) => script.scenes[0]!.line);
    for (const [index, one] of hooks.entries())
      for (const other of hooks.slice(index + 1))
        if (trigramSimilarity(one, other) >= 0.6) alike.push(`${subject.name}: ${one} / ${other}`);
  }
  expect(alike).toEqual([]);
});

test("every fact of the product stands where the line says, and its words are in the line", () => {
  const wrong = made.flatMap((each) => {
    const { product, brief: asked, brand } = each.request;
    const sources = [
      ...product.benefits,
      ...product.facts,
      product.description,
      product.price,
      asked.offer,
      ...asked.mustSay,
      ...brand.claims,
    ];
    return each.script.scenes.flatMap(({ line, facts }) =>
      (facts ?? [])
        .filter(({ text }) => !sources.includes(text) || sharedWords(text, line) === 0)
        .map(({ text }) => `${where(each)}: “${line}” for “${text}”`),
    );
  });
  expect(wrong).toEqual([]);
});

test("a number that is spoken is in a fact that the line names, or is the length of the video", () => {
  const wrong = made.flatMap((each) =>
    each.script.scenes.flatMap(({ line, facts }) =>
      (line.replace(/in \d+ seconds/i, "").match(/\d+/g) ?? [])
        .filter((digits) => !commonNumbers.includes(digits) && !(facts ?? []).some(({ text }) => text.includes(digits)))
        .map((digits) => `${where(each)}: ${digits} in “${line}”`),
    ),
  );
  expect(wrong).toEqual([]);
});

/** In tips: the colour of warm light, centimetres to walk past, grams to a litre. */
const commonNumbers = ["2", "700", "60"];

test("the product is named, and the call to action is the last thing said", () => {
  for (const each of made) {
    expect(each.script.scenes.at(-1)!.line.toLowerCase(), where(each)).toContain(each.request.brand.cta.toLowerCase());
  }
  const named = made.filter(({ script, subject }) => mentions(spoken(script), subject.product.title)).length;
  expect(named / made.length).toBeGreaterThan(0.9);
});

function sharedWords(fact: string, line: string): number {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
  const said = words(line);
  return [...words(fact)].filter((word) => said.has(word)).length;
}
