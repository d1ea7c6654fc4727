import fc from "fast-check";
import { expect, test } from "vitest";
import { hookTypes } from "#providers/text/contract.ts";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { speechStyles } from "../personas/bible.ts";
import { createLineJudge, knownOf } from "./line-judge.ts";
import { checkScript } from "./rules.ts";

const judge = createLineJudge();
const writer = createHouseWriter(undefined, (line, request) => judge(line, knownOf(request)));

test("every script of the house writer passes the studio's rules", async () => {
  const requests = fc.record({
    hook: fc.constantFrom(...hookTypes),
    speechStyle: fc.constantFrom(...speechStyles),
    seconds: fc.integer({ min: 15, max: 30 }),
    turn: fc.integer({ min: 0, max: 20 }),
    seed: fc.string({ maxLength: 6 }),
    neverSay: fc.subarray(["label", "sugar", "promise", "kettle", "tap"]),
    mustSay: fc.constantFrom<string[]>([], ["Free returns for 30 days"]),
    offer: fc.constantFrom(null, "Two bags for €25 until Sunday"),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ speechStyle, neverSay, mustSay, offer, ...rest }) => {
      const request = scriptRequestOf({ ...rest, persona: { speechStyle }, brief: { neverSay, mustSay, offer } });
      const { script } = await writer.write(request);
      expect(checkScript(script, request)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
