import type { Bible } from "./bible.ts";

/** Somebody who talks about the topic that is to be cast for. */
export type Candidate = { id: string; traits: readonly string[] };

/** What tells a persona from another in a video: how it talks, sounds and looks. */
export function traitsOf({ speechStyle, look, talk }: Bible, voice: string): string[] {
  const { presentation, hair, skinTone, glasses } = look;
  const parts = { speechStyle, voice, presentation, hair, skinTone, glasses, energy: talk.energy, humour: talk.humour };
  return Object.entries(parts).flatMap(([trait, value]) => (value === undefined ? [] : [`${trait} ${value}`]));
}

/**
 * Casts `size` of the candidates: each time the one who brings most traits that nobody brought so far, those brought least
 * often breaking a tie, then the order of the roster.
 */
export function pickCast(candidates: readonly Candidate[], size: number): string[] {
  const free = [...candidates];
  const seen = new Map<string, number>();
  const cast: string[] = [];
  while (cast.length < size && free.length > 0) {
    const scores = free.map(({ traits }) => [
      traits.filter((trait) => !seen.has(trait)).length,
      -traits.reduce((sum, trait) => sum + (seen.get(trait) ?? 0), 0),
    ]);
    let best = 0;
    for (const [index, [fresh = 0, rare = 0]] of scores.entries()) {
      const [bestFresh = 0, bestRare = 0] = scores[best]!;
      if (fresh > bestFresh || (fresh === bestFresh && rare > bestRare)) best = index;
    }
    const [chosen] = free.splice(best, 1);
    cast.push(chosen!.id);
    for (const trait of chosen!.traits) seen.set(trait, (seen.get(trait) ?? 0) + 1);
  }
  return cast;
}
