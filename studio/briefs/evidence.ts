/** The link that proves a proof point, if it has one. A point may be called "constructor": only own entries count. */
export function linkOf(evidence: Readonly<Record<string, string>>, point: string): string | undefined {
  return Object.hasOwn(evidence, point) ? evidence[point] : undefined;
}
