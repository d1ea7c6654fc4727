import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toCsvLine } from "./csv.ts";

test("commas, quotes and line ends stay inside their field", () => {
  expect(toCsvLine(['Slow, "really" slow', "two\nlines", null, 0, -1.5])).toBe(
    '"Slow, ""really"" slow","two\nlines",,0,-1.5\r\n',
  );
});

test("a text that a spreadsheet would run is made text, a negative number stays a number", () => {
  for (const text of ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uFF1D1"]) {
    expect(parse(toCsvLine([text]))[0]?.[0]).toBe(`'${text}`);
  }
  expect(toCsvLine([-1])).toBe("-1\r\n");
  expect(toCsvLine(["Maja-Lise", "a=b"])).toBe("Maja-Lise,a=b\r\n");
});

test("whatever the fields are, a reader gets the same back, and none of them is a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 5 }), (fields) => {
      const row: string[] = parse(toCsvLine(fields))[0] ?? [];
      expect(row.map((field, index) => (field === `'${fields[index]}` ? field.slice(1) : field))).toEqual(fields);
      for (const field of row) expect(field).not.toMatch(/^\s*[=+\-@]/);
    }),
  );
});
