import { segmentText } from "../canvas/script.ts";
import type { SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";

/** What a hand does, on which side of the face (−1 is the left of the picture), and when: seconds from the shot's start. */
export type Gesture = { pose: "point" | "palm" | "thumb" | "hold"; side: -1 | 1; from: number; to: number };

/** A gesture lasts this long, and the next does not come sooner after it. */
const [lasts, rests] = [1.25, 1.1];

/** English cues; in any other language the long words, which carry the stress, are shown with an open hand. */
const cues: [Exclude<Gesture["pose"], "hold">, RegExp][] = [
  ["thumb", /^(love|loves|good|great|best|easy|yes|works?|enough|fresh|done|simple|nice|better|sorted)$/],
  ["point", /^(one|two|three|four|five|first|second|here|look|now|stop|wait|never|only|most|listen|\d[\d.,]*)$/],
  ["palm", /^(so|why|what|how|really|every|everything|all|you|your|open|free|because|nothing|imagine|maybe)$/],
];

/**
 * Where a speaker's hands come up: at words that ask for it, with pauses between. When there is something to hold, it is
 * shown at the first "this" or at its own name.
 */
export function planGestures(
  speech: SpokenLine | null,
  seconds: number,
  { framing, sides, holds }: { framing: number; sides: Gesture["side"][]; holds: string | null },
): Gesture[] {
  const words = (speech?.words ?? [])
    .map(({ word, start }) => ({ said: plain(word), at: Math.max(0, start + speechLead - 0.12) }))
    .filter(({ at }) => at < seconds - 0.7);
  const names = holds ? segmentText(holds.toLowerCase()).map(({ text }) => plain(text)) : [];
  const named = new Set(names.filter((word) => word.length > 3));
  const shown = holds === null ? undefined : words.find(({ said }) => /^(this|these)$/.test(said) || named.has(said));
  // What is held comes first; other gestures keep clear of it.
  const held = shown && { from: shown.at, to: Math.min(seconds, shown.at + lasts * 1.6) };
  const gestures: Gesture[] = [];
  const add = (pose: Gesture["pose"], from: number, to: number) =>
    gestures.push({ pose, side: sides[(framing + gestures.length) % sides.length]!, from, to });
  let free = 0;
  for (const word of words) {
    if (word === shown && held) {
      add("hold", held.from, held.to);
      free = held.to + rests;
    }
    const nextTo = Math.min(seconds, word.at + lasts);
    const meets = held !== undefined && word.at < held.from && nextTo + 0.3 > held.from;
    if (word.at < free || meets) continue;
    const pose = cues.find(([, cue]) => cue.test(word.said))?.[0] ?? (word.said.length >= 8 ? "palm" : undefined);
    if (!pose) continue;
    add(pose, word.at, nextTo);
    free = nextTo + rests;
  }
  return gestures;
}

function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.,]+/gu, "")
    .replace(/[.,]+$/, "");
}
