const states = ["queued", "writing", "rendering", "checking"];

/** Whether the studio has the next version of a video in hand. */
export function isMaking(state: string): boolean {
  return states.includes(state);
}
