import type { CaptionStyle } from "#media/caption-styles.ts";

/** The styles of captions as people call them. */
export const captionNames: Record<CaptionStyle, string> = {
  highlight: "Highlight",
  pop: "Pop",
  karaoke: "Karaoke",
  boxed: "Boxed",
  outline: "Outline",
  typewriter: "Typewriter",
  bubble: "Bubble",
};
