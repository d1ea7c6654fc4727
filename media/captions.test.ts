import fc from "fast-check";
import { expect, test } from "vitest";
import { captionLine, textOfWords, writeVtt } from "./captions.ts";
import type { SpokenLine } from "./storyboard.ts";

const lineOf = (text: string): SpokenLine => {
  const words = text.split(" ").map((word, index) => ({ word, start: 0.2 + index * 0.3, end: 0.45 + index * 0.3 }));
  return { file: "/line.wav", text, words, phonemes: [], seconds: words.at(-1)!.end + 0.2 };
};

test("captions hold every word once, in order, each while it is said", () => {
  const word = fc.stringMatching(/^[a-z]{1,14}[.,]?$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
      const line = lineOf(words.join(" "));
      const captions = captionLine(line);
      expect(captions.flatMap((caption) => caption.words)).toEqual(line.words);
      captions.forEach(({ start, end, words: held }, index) => {
        expect(start).toBe(held[0]!.start);
        expect(end).toBeGreaterThanOrEqual(held.at(-1)!.end);
        expect(end).toBeLessThanOrEqual(captions[index + 1]?.start ?? line.seconds);
        if (held.length > 1) expect(held.map((each) => each.word).join(" ").length).toBeLessThanOrEqual(37);
      });
    }),
  );
});

test("a sentence ends its caption", () => {
  const texts = captionLine(lineOf("Stop that. Drink this instead.")).map(({ words }) =>
    words.map(({ word }) => word).join(" "),
  );
  expect(texts).toEqual(["Stop that.", "Drink this instead."]);
});

test("the WebVTT of a video counts from its start, and holds no markup", () => {
  const shot = { type: "text-card", text: "Hi", onScreen: null, speech: lineOf("One & <two>") } as const;
  const vtt = writeVtt({ fps: 24, shots: [shot, shot] });
  expect(vtt).toContain("One &amp; &lt;two&gt;");
  const starts = [...vtt.matchAll(/^00:00:(\d+\.\d+)/gm)].map((cue) => Number(cue[1]));
  // 0.05 s of lead and 0.2 s of breath; the first shot lasts 1.417 s: 0.05 + 1.25 + 0.1, at least 1.4, in whole frames.
  expect(starts).toEqual([0.25, 1.667]);
});

test("a line without spaces is broken at its words, which follow each other without a gap", () => {
  const text = "毎朝、挽きたてのコーヒーをお届けします。週末もお休みしません。";
  const line = { ...lineOf(text), words: [{ word: text, start: 0.2, end: 6.2 }], seconds: 6.4 };
  const captions = captionLine(line);
  expect(captions.length).toBeGreaterThan(1);
  expect(captions.map(({ words }) => textOfWords(words)).join("")).toBe(text);
  for (const { words } of captions) {
    expect(textOfWords(words)).not.toMatch(/^[、。]/);
    for (const { start, end } of words) expect(end).toBeGreaterThan(start);
  }
});
