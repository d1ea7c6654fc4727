/** Words of the playground's choices, by their values. */
export const kindWords = { "talking-head": "Somebody talks", product: "The product", "b-roll": "Something happens" };
export const framingWords = {
  "close-up": "Close-up",
  medium: "Medium",
  wide: "Wide",
  detail: "Detail",
  overhead: "From above",
};
export const moveWords = {
  still: "Still",
  "push-in": "Push in",
  "pull-back": "Pull back",
  "pan-left": "Pan left",
  "pan-right": "Pan right",
  "tilt-up": "Tilt up",
  "tilt-down": "Tilt down",
  follow: "Follow",
  orbit: "Orbit",
  handheld: "Handheld",
};
export const tierWords = { draft: "Draft", final: "Final" };
export const voiceWords = { studio: "The persona’s own voice", model: "Whatever the model makes" };

export function optionsOf(words: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** A first line, which says of the product what the shop says of it and nothing else. */
export function spokenLine(product: { title: string; benefits: readonly string[] } | undefined): string {
  if (!product) return "";
  const [benefit = ""] = product.benefits;
  const first = `This is ${product.title.replace(/[.\s]+$/, "")}.`;
  return [first, benefit && `${benefit.replace(/[.\s]+$/, "")}.`].filter(Boolean).join(" ").slice(0, 300);
}

/** Seconds to the tenth, without needless noughts. */
export function saySeconds(seconds: number): string {
  return `${Math.round(seconds * 10) / 10} s`;
}
