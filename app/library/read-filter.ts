import type { LibraryState } from "#db/queries/videos.ts";

export const libraryStates: { value: LibraryState; words: string }[] = [
  { value: "in-review", words: "In review" },
  { value: "approved", words: "Approved" },
  { value: "published", words: "Published" },
  { value: "rejected", words: "Rejected" },
];

/** The library's filters as its address names them; what it does not know is left out. */
export function readFilter(search: URLSearchParams) {
  return {
    state: libraryStates.find(({ value }) => value === search.get("state"))?.value,
    personaId: search.get("persona") || undefined,
    hook: search.get("hook") || undefined,
    briefId: search.get("brief") || undefined,
  };
}
export type Filter = ReturnType<typeof readFilter>;
