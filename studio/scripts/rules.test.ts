import { expect, test } from "vitest";
import type { Script, ScriptRequest } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { createLineJudge, knownOf } from "./line-judge.ts";
import { checkScript } from "./rules.ts";

const request = scriptRequestOf({ brief: { mustSay: ["Free returns for 30 days"], neverSay: ["cheap"] } });
const judge = createLineJudge();
const writer = createHouseWriter(undefined, (line, asked) => judge(line, knownOf(asked)));
const { script: good } = await writer.write(request);

function changed(change: (script: Script) => void): Script {
  const copy = structuredClone(good);
  change(copy);
  return copy;
}
const gates = (script: unknown, asked: ScriptRequest = request) =>
  checkScript(script, asked).map((finding) => finding.gate);

test("a script of the house writer passes", () => {
  expect(checkScript(good, request)).toEqual([]);
});

test("an empty line and one of 3,000 characters are refused with the scene they are in", () => {
  expect(
    checkScript(
      changed((script) => {
        script.scenes[1]!.line = "  ";
      }),
      request,
    ),
  ).toEqual([{ gate: "form", scene: 1, message: "In scene 2: A scene needs a spoken line." }]);
  expect(
    checkScript(
      changed((script) => {
        script.scenes[2]!.line = "word ".repeat(600);
      }),
      request,
    ),
  ).toEqual([{ gate: "form", scene: 2, message: "In scene 3: A spoken line has at most 300 characters." }]);
  expect(gates(null)).toEqual(["form"]);
});

test("a script that is far too long or short for its brief is named with both lengths", () => {
  const long = changed((script) => {
    script.scenes[1]!.line = "A word here and a word there. ".repeat(8);
  });
  expect(checkScript(long, request)).toMatchObject([
    { gate: "length", message: expect.stringMatching(/too long.* s of video.*20 s/) },
  ]);
  expect(gates(good, { ...request, seconds: 30 })).toEqual(["length"]);
});

test("scenes that overlap are found", () => {
  expect(
    gates(
      changed((script) => {
        script.scenes[1]!.start = 0;
      }),
    ),
  ).toEqual(["timing"]);
});

test("a never-say word is found wherever it hides, and only as a whole word", () => {
  expect(
    gates(
      changed((script) => {
        script.scenes[0]!.onScreen = "So CHEAP";
      }),
    ),
  ).toEqual(["never-say"]);
  expect(
    gates(
      changed((script) => {
        script.caption = "Cheap coffee.";
      }),
    ),
  ).toEqual(["never-say"]);
  expect(
    gates(
      changed((script) => {
        script.hashtags = ["cheap"];
      }),
    ),
  ).toEqual(["never-say"]);
  expect(
    gates(
      changed((script) => {
        script.caption = "Cheapskates welcome.";
      }),
    ),
  ).toEqual([]);
});

test("a must-say line that was changed is missed, one with another full stop is not", () => {
  const without = changed((script) => {
    for (const scene of script.scenes)
      scene.line = scene.line.replace("Free returns for 30 days", "Free returns for a month");
  });
  expect(gates(without)).toContain("must-say");
  const asked = { ...request, brief: { ...request.brief, mustSay: ["free returns for 30 days!"] } };
  expect(gates(good, asked)).toEqual([]);
});

test("only the product's own price may be said", () => {
  const priced = changed((script) => {
    script.scenes.at(-1)!.line = "Have a look, €14.90.";
  });
  expect(gates(priced)).toEqual([]);
  expect(checkScript(priced, { ...request, product: { ...request.product, price: null } })).toMatchObject([
    { gate: "price", message: expect.stringContaining("“€14.90”") },
  ]);
});

test("claimed experience is blocked for a synthetic persona and is a cameo's own business", () => {
  const claimed = changed((script) => {
    script.scenes.at(-1)!.line = "Swapped mine out last spring. Find your roast.";
  });
  expect(checkScript(claimed, request)).toMatchObject([
    { gate: "experience", message: expect.stringContaining("“Swapped mine out last spring.” claims an experience") },
  ]);
  expect(gates(claimed, { ...request, persona: { ...request.persona, kind: "cameo" } })).not.toContain("experience");
});

test("a line that rests on a fact nobody stated is found", () => {
  const invented = changed((script) => {
    script.scenes[1]!.facts = [{ from: "fact", text: "Picked by moonlight" }];
  });
  expect(checkScript(invented, request)).toMatchObject([
    { gate: "source", scene: 1, message: expect.stringContaining("“Picked by moonlight”") },
  ]);
});
