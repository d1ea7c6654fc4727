import { expect, test } from "vitest";
import { diff, listActChoices, readAuditFilter } from "./audit.server.ts";

const read = (query: string) => readAuditFilter(new URLSearchParams(query));

test("an address filters by area, act, actor, thing and whole days, and nonsense filters nothing", () => {
  expect(read("act=kit").acts).toEqual(["kit.imported", "kit.changed"]);
  expect(read("act=video.approved").acts).toEqual(["video.approved"]);
  expect(read("act=video").acts).toContain("video.rejected");
  expect(read("who=user:a:b")).toMatchObject({ actorKind: "user", actorId: "a:b" });
  expect(read("from=2026-11-01&to=2026-11-02")).toMatchObject({
    from: new Date("2026-11-01T00:00:00Z"),
    to: new Date("2026-11-03T00:00:00Z"),
  });
  expect(Object.values(read("act=nothing&from=2026-99-99&to=x&before=-4&who=")).filter(Boolean)).toEqual([]);
});

test("a change is shown by its path, with what was and what is", () => {
  expect(diff({ name: "A", tags: ["x"], look: { hair: "red" } }, { name: "B", tags: ["x"], look: {} })).toEqual([
    { name: "name", before: "A", after: "B" },
    { name: "look › hair", before: "red", after: null },
  ]);
  expect(diff(null, { scheduledAt: "2026" })).toEqual([{ name: "scheduled at", before: null, after: "2026" }]);
  expect(diff(null, null)).toEqual([]);
});

test("every choice filters something", () => {
  for (const { value } of listActChoices()) expect(read(`act=${value}`).acts, value).toBeDefined();
});
