const shapes: Record<string, string> = { "9:16": "upright", "1:1": "square", "4:5": "portrait", "16:9": "wide" };

/** A format with a word for it: "9:16, upright". */
export function sayRatio(ratio: string): string {
  return shapes[ratio] ? `${ratio}, ${shapes[ratio]}` : ratio;
}
