import { placeShots } from "../timeline.ts";
import type { Facts } from "./facts.ts";
import { finding, type QualityFinding, say } from "./finding.ts";

/** Words that can be read in a second beside a picture: the house's rule, and about the 160 to 180 a minute of subtitles. */
const wordsPerSecond = 3;
/** What is short by less than this is not worth a press, in seconds. */
const slack = 0.25;

/** On-screen text that is gone before it can be read. */
export function findReadingTime({ board, found }: Pick<Facts, "board" | "found">): QualityFinding[] {
  return textsOf({ board, found }).flatMap(({ text, scene, from, to }): QualityFinding[] => {
    const needed = countWords(text) / wordsPerSecond;
    if (to - from >= needed - slack) return [];
    const message = `“${text}” stands for ${say(to - from)}; reading it takes ${say(needed)}.`;
    // A product's name is the brand's own, not the script's to shorten.
    if (board.shots[scene]?.type === "product" && text !== board.shots[scene]?.onScreen) {
      return [finding("reading-time", "warn", message, { at: from, until: to })];
    }
    const to_ = shortenTo(text, Math.max(1, Math.floor((to - from) * wordsPerSecond)));
    const fix = to_ ? ({ action: "shorten-text", scene, to: to_ } as const) : ({ action: "drop-text", scene } as const);
    return [finding("reading-time", "warn", message, { at: from, until: to, fix })];
  });
}

/** What stands written in the picture, a scene's lines together. Where the layout is not known, a text stands for its scene. */
function textsOf({ board, found }: Pick<Facts, "board" | "found">) {
  const texts = new Map<string, { text: string; scene: number; from: number; to: number }>();
  for (const { kind, text, scene, from, to } of found.layout) {
    if ((kind !== "headline" && kind !== "text") || !text) continue;
    const key = `${scene} ${kind}`;
    const before = texts.get(key);
    texts.set(
      key,
      before ? { ...before, text: `${before.text} ${text}`, to: Math.max(before.to, to) } : { text, scene, from, to },
    );
  }
  if (found.layout.length > 0) return [...texts.values()];
  return placeShots(board).flatMap(({ shot, startsAt, seconds }, scene) => {
    const text = shot.type === "text-card" ? shot.text : shot.onScreen;
    return text ? [{ text, scene, from: startsAt, to: startsAt + seconds }] : [];
  });
}

/** The first clauses of a text that have at most `words` words; undefined when not even the first fits. */
export function shortenTo(text: string, words: number): string | undefined {
  const clauses = text.split(/(?<=[.,;:!?…–—])\s+/);
  let short = "";
  for (const clause of clauses) {
    const longer = short ? `${short} ${clause}` : clause;
    if (countWords(longer) > words) break;
    short = longer;
  }
  const trimmed = short.replace(/[,;:–—]$/, "");
  return trimmed && trimmed !== text ? trimmed : undefined;
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
