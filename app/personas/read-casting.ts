export type AskedCasting = { audience: string; size: string; seed: string; takes: string };

/** A casting as an address or a form has it: takes as "3:1,7:2", the place and how often it was asked for anew. */
export function readCasting({ audience, size, seed, takes }: AskedCasting) {
  const pairs = takes.split(",").flatMap((pair) => {
    const [place, count] = pair.split(":").map(Number);
    return place === undefined || count === undefined ? [] : [[place, count] as const];
  });
  return { audience, size, seed, takes: Object.fromEntries(pairs) };
}

/** The same takes with one asked for once more. */
export function askAnew(takes: string, place: number): string {
  const known = readCasting({ audience: "", size: "", seed: "", takes }).takes as Record<number, number>;
  const next = { ...known, [place]: (known[place] ?? 0) + 1 };
  return Object.entries(next)
    .map(([at, count]) => `${at}:${count}`)
    .join(",");
}
