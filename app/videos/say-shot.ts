const kinds: Record<string, string> = {
  "talking-head": "Talking head",
  product: "Product",
  "text-card": "Text card",
  "end-card": "End card",
  footage: "Footage",
  "b-roll": "B-roll",
  "before-after": "Before and after",
};

/** What a shot shows, in words. */
export function sayShot(type: string): string {
  return kinds[type] ?? type;
}
