import type { Release } from "#studio/posts/hold.ts";

const many = (count: number, one: string, more: string) =>
  count === 1 ? `One post ${one}.` : `${count} posts ${more}.`;

/** What became of the posts, a sentence for each kind of end; of those that stayed, each reason once. */
export function sayReleases(releases: Release[]): string[] {
  const ended = (outcome: string) => releases.filter((each) => "outcome" in each && each.outcome === outcome).length;
  const [scheduled, published, late] = [ended("scheduled"), ended("published"), ended("late")];
  const reasons = new Set(releases.flatMap((each) => ("refused" in each ? [each.refused] : [])));
  return [
    ...(scheduled > 0 ? [many(scheduled, "goes out at its time", "go out at their times")] : []),
    ...(published > 0 ? [many(published, "was out already", "were out already")] : []),
    ...(late > 0 ? [many(late, "is late. Open it to send it again", "are late. Open each to send it again")] : []),
    ...reasons,
  ];
}
