import type { LibraryFilter, LibraryOrder, LibraryScore, LibraryState } from "#db/queries/library.ts";

export const libraryStates: { value: LibraryState; words: string }[] = [
  { value: "in-review", words: "In review" },
  { value: "approved", words: "Approved" },
  { value: "published", words: "Published" },
  { value: "rejected", words: "Rejected" },
  { value: "making", words: "Being remade" },
];

export const libraryScores: { value: LibraryScore; words: string }[] = [
  { value: "above", words: "Clicked more than average" },
  { value: "below", words: "Clicked less than average" },
  { value: "unknown", words: "Not known yet" },
];

/** The newest first comes without a word. */
export const libraryOrders: { value: LibraryOrder; words: string }[] = [
  { value: "oldest", words: "Oldest first" },
  { value: "score", words: "Best click rate first" },
  { value: "views", words: "Most viewed first" },
];

export const ratios = ["9:16", "1:1", "4:5", "16:9"];

/** The library's filters as its address names them; what it does not know is left out. */
export function readFilter(search: URLSearchParams) {
  return {
    state: libraryStates.find(({ value }) => value === search.get("state"))?.value,
    personaId: search.get("persona") || undefined,
    hook: search.get("hook") || undefined,
    briefId: search.get("brief") || undefined,
    ratio: ratios.find((ratio) => ratio === search.get("ratio")),
    channel: search.get("channel") || undefined,
    score: libraryScores.find(({ value }) => value === search.get("score"))?.value,
    words: search.get("words")?.trim().slice(0, 200) || undefined,
  } satisfies LibraryFilter;
}
export type Filter = ReturnType<typeof readFilter>;

export function readOrder(search: URLSearchParams): LibraryOrder {
  return libraryOrders.find(({ value }) => value === search.get("order"))?.value ?? "newest";
}

/** The page that an address asks for, from 1. */
export function readPage(search: URLSearchParams): number {
  const page = Number(search.get("page"));
  return Number.isInteger(page) && page > 0 && page < 100_000 ? page : 1;
}
