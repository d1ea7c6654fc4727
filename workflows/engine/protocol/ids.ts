import { createHash, randomBytes } from "node:crypto";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 26 letters that sort by the time they were made, as Inngest names its runs and events. */
export function createId(now = Date.now(), random: Buffer = randomBytes(16)): string {
  let time = "";
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = CROCKFORD[rest % 32] + time;
  return time + [...random.subarray(0, 16)].map((byte) => CROCKFORD[byte % 32]).join("");
}

/**
 * The id of the `index`-th event of a send. The SDK repeats a send it got no answer to with the same seed
 * (`x-inngest-event-id-seed: <ms>,<base64>`), so the same ids come out and the repeat is recognised.
 */
export function idFromSeed(seed: string, index: number): string {
  const time = Number(seed.split(",")[0]);
  const hash = createHash("sha256").update(`${seed}:${index}`).digest();
  return createId(Number.isFinite(time) ? time : Date.now(), hash);
}
