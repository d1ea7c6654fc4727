import { expect, test } from "vitest";
import { readActivityFilter, withFilter } from "./activity-filter.ts";

test("an address is read, and what it cannot mean is left out", () => {
  const filter = readActivityFilter(
    new URLSearchParams("status=failed&function=troupe-x&period=week&house=1&before=r1"),
  );
  expect(filter).toEqual({
    status: "failed",
    functionId: "troupe-x",
    period: "week",
    periodMs: 604_800_000,
    house: true,
    before: "r1",
  });
  expect(readActivityFilter(new URLSearchParams("status=great&period=aeon&function=&house=yes"))).toEqual({
    status: undefined,
    functionId: undefined,
    period: undefined,
    periodMs: 0,
    house: false,
    before: undefined,
  });
});

test("changing a filter keeps the others and goes back to the first page", () => {
  const search = new URLSearchParams("status=failed&before=r1");
  expect(withFilter(search, { function: "troupe-x" })).toBe("?status=failed&function=troupe-x");
  expect(withFilter(search, { status: undefined })).toBe("?");
});
