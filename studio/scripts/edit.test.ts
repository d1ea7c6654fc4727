import { expect, test } from "vitest";
import { createHouseWriter } from "#providers/text/house/index.ts";
import { scriptRequestOf } from "#tests/harness/script-request.ts";
import { editScript, replaceScene } from "./edit.ts";

const { script } = await createHouseWriter().write(scriptRequestOf({ seconds: 30 }));
const typed = (change: (lines: { line: string; onScreen: string | null }[]) => void) => {
  const scenes = script.scenes.map(({ line, onScreen }) => ({ line, onScreen }));
  change(scenes);
  return { scenes, caption: script.caption, hashtags: script.hashtags };
};

test("what nobody changed stays as it was", () => {
  expect(
    editScript(
      script,
      typed(() => undefined),
      2.5,
    ),
  ).toEqual(script);
});

test("a longer line moves everything behind it, and only that", () => {
  const edited = editScript(
    script,
    typed((lines) => {
      lines[1]!.line = `${lines[1]!.line} And then some words besides.`;
    }),
    2.5,
  );
  expect(edited.scenes[0]).toEqual(script.scenes[0]);
  expect(edited.scenes[2]!.start).toBeCloseTo(script.scenes[2]!.start + 2, 1);
});

test("a line that no longer says its fact does not rest on it any more", () => {
  const at = script.scenes.findIndex(({ facts }) => (facts ?? []).length > 0);
  const edited = editScript(
    script,
    typed((lines) => {
      lines[at]!.line = "Something else altogether.";
    }),
    2.5,
  );
  expect(edited.scenes[at]!.facts).toEqual([]);
  expect(script.scenes[at]!.facts).not.toEqual([]);
});

test("an empty line, one scene too few and hashtags with signs are told or tidied", () => {
  const empty = typed((lines) => {
    lines[0]!.line = "  ";
  });
  expect(() => editScript(script, empty, 2.5)).toThrow(/A line cannot be empty/);
  const tagged = { ...typed(() => undefined), hashtags: ["#one", "#one", "two!", "😀"] };
  expect(editScript(script, tagged, 2.5).hashtags).toEqual(["one", "two"]);
});

test("another line takes a scene's place, shot and beat staying", () => {
  const scene = { ...script.scenes[1]!, line: "One short line." };
  const replaced = replaceScene(script, 1, scene, 2.5);
  expect(replaced.scenes[1]).toMatchObject({ line: "One short line.", beat: script.scenes[1]!.beat });
  expect(replaced.scenes.at(-1)!.end).toBeLessThan(script.scenes.at(-1)!.end + 3);
});
