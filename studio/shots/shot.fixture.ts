import type { DirectedShot } from "./directed-shot.ts";

/** A talking shot of the cast: seven seconds, upright, in the persona's own voice. */
export function directedShotOf(more: Partial<DirectedShot> = {}): DirectedShot {
  return {
    kind: "talking-head",
    line: "Two scoops, four minutes, and there is chocolate and orange in your cup.",
    direction: "Leans on the counter and lifts the bag a little",
    seconds: 7,
    ratio: "9:16",
    tier: "final",
    framing: "medium",
    move: "push-in",
    persona: {
      name: "Maja",
      look: "A woman with a dark brown bob and round glasses, in a teal crew neck",
      voice: "Warm and quick, with a smile in it",
    },
    product: { title: "Morning Roast, 250 g", look: "a terracotta coffee bag with a cream label" },
    set: "A small kitchen with a wooden counter, a window on the left, morning",
    style: "Filmed on a phone in daylight, true colours",
    pictures: [
      { role: "persona", file: "brands/b/personas/maja.png" },
      { role: "product", file: "brands/b/products/roast.png" },
    ],
    firstFrame: null,
    lastFrame: null,
    recording: null,
    voice: "studio",
    seed: 7,
    ...more,
  };
}
