import { speechLead } from "../timeline.ts";

/** A piece of a shot between two cuts: how near the camera is (1 is the middle framing) and how far it stands aside. */
export type Framing = { from: number; to: number; zoom: number; aside: number };

/** Wide shows the hands, close the eyes. */
const zooms = { wide: 0.84, medium: 1, close: 1.14 };
const orders: (keyof typeof zooms)[][] = [
  ["medium", "close", "wide"],
  ["close", "medium", "wide"],
  ["medium", "wide", "close"],
];

/** A cut comes at the word nearest to this many seconds after the last: something changes every two to four. */
const between = 2.7;

/**
 * Cuts a talking head between framings. While a headline stands (until `wideUntil`) the camera stays wide, so that the
 * words have room over the head; then it comes nearer.
 */
export function planFramings(
  words: { start: number }[],
  { seconds, framing, wideUntil }: { seconds: number; framing: number; wideUntil: number },
): Framing[] {
  const cuts = wideUntil > 0 && wideUntil < seconds - 0.8 ? [wideUntil] : [];
  for (let wanted = wideUntil + between; wanted < seconds - 1.1; wanted = cuts.at(-1)! + between) {
    const last = cuts.at(-1) ?? wideUntil;
    const starts = words
      .map(({ start }) => start + speechLead)
      .filter((start) => start > last + 1.5 && start < Math.min(seconds - 0.8, last + 4));
    const nearest = starts.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
    cuts.push(nearest ?? wanted);
  }
  const order = orders[framing % orders.length]!;
  return [0, ...cuts].map((from, index) => {
    const name = index === 0 && wideUntil > 0 ? "wide" : order[(wideUntil > 0 ? index - 1 : index) % order.length]!;
    const aside = name === "close" ? ((framing + index) % 2 ? 1 : -1) * 22 : 0;
    return { from, to: cuts[index] ?? seconds, zoom: zooms[name], aside };
  });
}

/** The framing at a moment, with a slow push towards who speaks: eased, at most 3 % in four seconds. */
export function cameraAt(framings: Framing[], time: number): { zoom: number; aside: number; cut: number } {
  const cut = Math.max(
    0,
    framings.findLastIndex(({ from }) => time >= from),
  );
  const { from, zoom, aside } = framings[cut]!;
  const since = Math.min(4, Math.max(0, time - from)) / 4;
  return { zoom: zoom * (1 + pushIn * since * (2 - since)), aside, cut };
}

/** The most that a push adds to a framing's zoom. */
export const pushIn = 0.035;
