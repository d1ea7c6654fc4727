import { endCardFor } from "#providers/text/contract.ts";

/** The shots of one kind in a video: how many, and how long each of them is, in seconds. */
export type PlannedShots = { count: number; seconds: number };

/**
 * What is to be filmed of a video before its script is written. Text cards and the end card are drawn on this machine
 * whoever films the rest, so they are not in it.
 */
export type ShotPlan = { talking: PlannedShots; product: PlannedShots };

/**
 * Seconds of speech to somebody's face and over the product, and how many shots that is, by the length of the video.
 * Counted over 120 scripts of the house writer for each length, for all products of both demo kits, in November 2026;
 * shot-plan.test.ts holds it to what the writer does today.
 */
const plans: readonly { length: number; talking: [shots: number, seconds: number]; product: [number, number] }[] = [
  { length: 6, talking: [2, 2.8], product: [1, 2] },
  { length: 15, talking: [2, 5.9], product: [1, 3.4] },
  { length: 20, talking: [2, 7.6], product: [2, 6.2] },
  { length: 30, talking: [3, 10.6], product: [3, 10.7] },
  { length: 45, talking: [4, 18.6], product: [4, 13.9] },
  { length: 60, talking: [6, 27], product: [4, 16.5] },
];

/**
 * The shots that a script of this length usually has. The rule: those of the length nearest to it, as many, and as much
 * longer or shorter as its speech is.
 */
export function planShots(lengthSeconds: number): ShotPlan {
  const distance = ({ length }: { length: number }) => Math.abs(length - lengthSeconds);
  const near = plans.reduce((best, plan) => (distance(plan) < distance(best) ? plan : best));
  const stretch = speechOf(lengthSeconds) / speechOf(near.length);
  const each = ([count, seconds]: [number, number]) => ({
    count,
    seconds: Math.round(((seconds * stretch) / count) * 100) / 100,
  });
  return { talking: each(near.talking), product: each(near.product) };
}

const speechOf = (lengthSeconds: number) => lengthSeconds - endCardFor(lengthSeconds);
