import { createHash } from "node:crypto";

/**
 * A file that an order needs, by what it holds and not by where it lies: a picture of the store, a frame or the first
 * seconds of a take, a stretch of a recording. It is brought when the order is sent. `byAddress`: the model takes no file
 * that stands in the request itself.
 */
export type LentFile =
  | { lend: "picture"; file: string; sha256: string; cutTo: string | null }
  | { lend: "last-frame"; takeId: string; seconds: number }
  | { lend: "clip"; takeId: string; seconds: number }
  | {
      lend: "recording";
      file: string;
      sha256: string;
      from: number;
      to: number;
      atLeast: number;
      byAddress?: true;
    };

export type StoredInput = Record<string, unknown>;

export function isLent(value: unknown): value is LentFile {
  return typeof value === "object" && value !== null && "lend" in value;
}

/** The take that another one changed, of which its input says: whose lips it matched; undefined for one that was filmed. */
export function sourceOf(input: StoredInput | null): string | undefined {
  for (const value of Object.values(input ?? {})) {
    if (isLent(value) && value.lend === "clip") return value.takeId;
  }
  return undefined;
}

/** Names a clip by everything that is asked of the model, and by which candidate it is: the same is never ordered twice. */
export function keyClip(order: { model: string; input: StoredInput; part: number; candidate: number }): string {
  // Where a file lies is not what it is.
  const content = JSON.stringify(order, (key, value: unknown) => {
    if (key === "file") return undefined;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash("sha256").update(content).digest("hex");
}

/** A seed that a shot always has, whoever asks for it: siblings that share a shot share its clip. */
export function seedOf(...what: unknown[]): number {
  return createHash("sha256").update(JSON.stringify(what)).digest().readUInt32BE(0) % 2_000_000_000;
}

export const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
