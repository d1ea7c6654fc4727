import fc from "fast-check";
import { expect, test } from "vitest";
import { findReturnPath } from "./return-path.ts";

const studio = "http://studio.test:4300";

test("a page of the studio is gone back to, with its question", () => {
  expect(findReturnPath("/b/nordlys/briefs?state=failed")).toBe("/b/nordlys/briefs?state=failed");
});

test.each([
  "https://evil.test/",
  "//evil.test/",
  "/\\evil.test/",
  "\\\\evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "javascript:alert(1)",
  "/.//evil.test",
  "/b/..//evil.test",
  "",
  "b/nordlys",
  undefined,
  ["/b/nordlys"],
])("%j leads nowhere", (wanted) => expect(findReturnPath(wanted)).toBeUndefined());

test.each(["/sign-in", "/sign-in?to=/", "/sign-out"])("%s would loop, so it leads nowhere", (wanted) =>
  expect(findReturnPath(wanted)).toBeUndefined(),
);

test("whatever is asked for, a browser stays on this studio", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "//",
    ".",
    "..",
    "evil.test",
    "@",
    ":",
    "%2f",
    "?",
    "#",
    "\t",
    "\r",
    "a",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const path = findReturnPath(`/${pieces.join("")}`);
      return path === undefined || new URL(path, studio).origin === studio;
    }),
    { numRuns: 3_000 },
  );
});
