import { askChild } from "./ask-child.ts";
import { Unreadable } from "./inspect.ts";

export { Unreadable } from "./inspect.ts";

/**
 * What decoding the whole of a clip shows. `seconds` are those that can be seen, whatever its header says. `black` and
 * `frozen` are shares of its looks (four a second), 0 to 1; `sharpness` is the mean edge of a look, 0 for a plain colour.
 */
export type ClipProbe = {
  codec: string;
  seconds: number;
  width: number;
  height: number;
  fps: number;
  hasSound: boolean;
  black: number;
  frozen: number;
  sharpness: number;
};

/** Decoding the longest clip that a model films takes seconds; memory is that of one small look. */
const bounds = { timeoutMs: 120_000, memoryMb: 512 };

/**
 * Decodes a clip in a process of its own. Throws `Unreadable`, with a sentence, for what is no video or breaks off before
 * the end that its header names.
 */
export async function probeClip(file: string): Promise<ClipProbe> {
  const { probe, problem } = await askChild<{ probe?: ClipProbe; problem?: string }>(
    "probe-clip-child.ts",
    { file },
    bounds,
  );
  if (!probe) throw new Unreadable(problem);
  return probe;
}
