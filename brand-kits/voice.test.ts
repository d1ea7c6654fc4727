import { expect, test } from "vitest";
import { readVoiceOf } from "#tests/harness/voice.ts";
import { isQuiet, readNevers } from "./voice.ts";

test("what the demo kits never say is read from their voice", () => {
  expect(readNevers(readVoiceOf("nordlys-coffee"))).toEqual(["the best", "perfect", "game changer", "last chance"]);
  expect(readNevers(readVoiceOf("lykke-bath"))).toEqual(["self-care", "pamper", "indulge"]);
  expect(isQuiet(readVoiceOf("lykke-bath"))).toBe(true);
});

test("examples of how the brand sounds or does not sound are no words", () => {
  expect(readNevers('# Voice\n\n## Does not sound like us\n\n- "Supercharge your morning!"\n')).toEqual([]);
  expect(readNevers("")).toEqual([]);
  expect(isQuiet("## We never\n\n- Shout.")).toBe(false);
});
