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
  const gestures: Gesture[] = [];
  const named = new Set(
    (holds ? segmentText(holds.toLowerCase()) : []).map(({ text }) => plain(text)).filter((word) => word.length > 3),
  );
  let free = 0.1;
  let held = holds === null;
  for (const { word, start } of speech?.words ?? []) {
    const at = start + speechLead - 0.12;
    if (at < free || at > seconds - 0.7) continue;
    const said = plain(word);
    const shows = !held && (said === "this" || said === "these" || named.has(said));
    const cued = cues.find(([, words]) => words.test(said))?.[0];
    const pose = shows ? "hold" : (cued ?? (said.length >= 8 ? "palm" : undefined));
    if (!pose) continue;
    held ||= shows;
    const side = sides[(framing + gestures.length) % sides.length]!;
    const to = Math.min(seconds, at + (shows ? lasts * 1.6 : lasts));
    gestures.push({ pose, side, from: Math.max(0, at), to });
    free = to + rests;
  }
  return gestures;
}

function plain(word: string): string {
  return word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.,]+/gu, "")
    .replace(/[.,]+$/, "");
}
