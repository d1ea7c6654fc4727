/**
 * A video that could not be made. `message` is a sentence for a person: which shot, what was wrong, what now. `shot` is
 * its number from 0, or null when the whole video is at fault. Trying the same again helps only for `reason` "crashed",
 * "timed-out" and "too-much-memory".
 */
export class RenderFailed extends Error {
  override name = "RenderFailed";
  constructor(
    readonly reason: "input" | "crashed" | "timed-out" | "too-much-memory" | "stopped",
    message: string,
    readonly shot: number | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
