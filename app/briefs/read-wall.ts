import type { VariantFilter } from "#db/queries/variants.ts";

export const wallStates = [
  { value: "in-review", words: "In review" },
  { value: "approved", words: "Approved" },
  { value: "rejected", words: "Rejected" },
  { value: "failed", words: "Failed" },
  { value: "making", words: "In the making" },
] as const satisfies { value: VariantFilter["state"]; words: string }[];

/** The wall's filters as a brief's address names them; what it does not know is left out. */
export function readWall(search: URLSearchParams) {
  return {
    state: wallStates.find(({ value }) => value === search.get("state"))?.value,
    personaId: search.get("persona") || undefined,
    hook: search.get("hook") || undefined,
  } satisfies VariantFilter;
}
export type WallFilter = ReturnType<typeof readWall>;

/** The same wall from another place on: `after` is the last variant that was shown, none for its beginning. */
export function wallAt({ state, personaId, hook }: WallFilter, after?: string): string {
  const given = { state, persona: personaId, hook, after };
  const search = new URLSearchParams(
    Object.entries(given).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  );
  return `?${search}`;
}
