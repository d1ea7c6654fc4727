import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { lintDossiers } from "./dossiers.ts";
import { listOffers } from "./price.ts";
import { describeSlip, readDossier, writeDossier } from "./read-dossier.ts";

const { files, problems } = lintDossiers(new Date().toISOString().slice(0, 10));

test("the dossiers that come with the studio have no slip in them", () => {
  expect(problems.map(describeSlip)).toEqual([]);
  expect(files.length).toBeGreaterThanOrEqual(9);
  expect(files.map(({ id }) => id)).toContain("animatic");
});

describe.each(files)("the dossier of $id", ({ dossier, text }) => {
  test("has a price for every duration and ratio that it offers", () => {
    const offers = listOffers(dossier);
    expect(offers.length).toBeGreaterThan(0);
    for (const offer of offers) expect(offer.costMicros, JSON.stringify(offer)).toBeGreaterThanOrEqual(0);
    const free = offers.every(({ costMicros }) => costMicros === 0);
    expect(free).toBe(dossier.provider === "animatic");
  });

  test("is written as the studio writes it, so that a change shows what it changes", () => {
    expect(writeDossier(parseDocument(text))).toBe(text);
  });

  test("says how the model fails, and where everything comes from", () => {
    expect(dossier.failures.length).toBeGreaterThan(0);
    for (const { read, where } of dossier.sources) {
      expect(read).toMatch(/^2026-/);
      expect(where).not.toBe("");
    }
  });
});

const veo = readFileSync(new URL("dossiers/veo-3.1-lite.yaml", import.meta.url), "utf8");
const slipsOf = (text: string, file = "veo-3.1-lite.yaml") =>
  readDossier(file, text, "2026-11-30").problems.map(describeSlip);

test("a slip is named with its file, its line and what is wrong", () => {
  const line = (text: string) => veo.split("\n").findIndex((each) => each.startsWith(text)) + 1;
  expect(slipsOf(veo.replace("seconds: [4, 6, 8]", "seconds: [4, six, 8]"))).toEqual([
    expect.stringMatching(`^veo-3.1-lite.yaml:${line("durations:")} durations.seconds\\[1\\]: .*number`),
  ]);
  expect(slipsOf(veo.replace("checked: 2026-11-23", "checked: yesterday"))).toEqual([
    `veo-3.1-lite.yaml:${line("checked:")} checked: must be a day, such as 2026-10-06`,
  ]);
  expect(slipsOf(veo.replace(/^maker:.*\n/m, ""))).toEqual(["veo-3.1-lite.yaml:1 maker: is missing"]);
  expect(slipsOf(veo.replace("maker:", "owner: x\nmaker:"))[0]).toContain('knows no "owner"');
  expect(slipsOf("a: [1")[0]).toMatch(/^veo-3.1-lite.yaml:1: /);
  expect(slipsOf("")[0]).toContain("veo-3.1-lite.yaml:1");
});

test.each([
  ["a length without a price", "- { resolution: 1080p, dollars: 0.08 }", "", "has no price for 8 s in 9:16 at 1080p"],
  ["a limit to a length that is not offered", "onlySeconds: [8]", "onlySeconds: [9]", "9 s is not on offer"],
  ["a word that no shot has", "{set}", "{mood}", "There is no {mood}"],
  ["a line that a silent model cannot say", "{quiet}", "{line}", "quotes the {line}, which the model cannot say"],
  ["an ability that no parameter asks for", "  lastFrame: last_frame\n", "", "names no lastFrame"],
  ["a check older than what it read", "checked: 2026-11-23", "checked: 2026-11-01", "A source was read on 2026-11-23"],
  ["a source from the future", "read: 2026-10-06", "read: 2027-10-06", "lies in the future"],
  ["another name than its file", "id: veo-3.1-lite", "id: veo-3.2-lite", "The file is called veo-3.1-lite"],
])("a dossier with %s is turned down", (_, from, to, message) => {
  expect(veo).toContain(from);
  expect(slipsOf(veo.replace(from, to)).join("\n")).toContain(message);
});

test("a text that is a bomb and not a dossier is turned down, quickly", () => {
  expect(slipsOf("a".repeat(100_000))[0]).toContain("too long");
  const aliases = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n`;
  expect(slipsOf(aliases).length).toBeGreaterThan(0);
});
