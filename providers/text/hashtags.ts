/** Words as hashtags without "#": letters of any language, digits and underscores; eight at most. */
export function asHashtags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.replace(/[^\p{L}\p{M}\p{N}_]/gu, "")).filter(Boolean))].slice(0, 8);
}
