/**
 * How alike two texts are, from 0 to 1: the share of three-letter pieces they have in common, counted as PostgreSQL's
 * pg_trgm counts them (each word lower-cased, with two spaces before it and one after).
 */
export function trigramSimilarity(one: string, other: string): number {
  return similarityOf(trigramsOf(one), trigramsOf(other));
}

export function trigramsOf(text: string): Set<string> {
  const pieces = new Set<string>();
  for (const word of text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) pieces.add(padded.slice(at, at + 3));
  }
  return pieces;
}

/** The same for texts whose pieces are at hand. */
export function similarityOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let shared = 0;
  for (const piece of one) if (other.has(piece)) shared++;
  return shared / (one.size + other.size - shared);
}
