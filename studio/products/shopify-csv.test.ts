import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvRefused, parseShopifyCsv } from "./shopify-csv.ts";

const header = "Handle,Title,Body (HTML),Vendor,Type,Variant Price,Image Src";
const csv = (...rows: string[]) => [header, ...rows].join("\n");

test("a real export of a sample store loads whole", async () => {
  const products = parseShopifyCsv(
    await readFile(new URL("fixtures/shopify-home-and-garden.csv", import.meta.url), "utf8"),
  );
  expect(products).toHaveLength(20);
  expect(products[0]).toMatchObject({
    handle: "clay-plant-pot",
    title: "Clay Plant Pot",
    description: "Classic blown clay pot for plants",
    facts: ["Classic blown clay pot for plants", "Available in Regular or Large"],
    priceCents: 999,
    pictureUrl: "https://burst.shopifycdn.com/photos/single-sprout-in-a-pot_925x.jpg",
  });
});

test("rows of one handle become one product at its lowest price", () => {
  const [pot, ...rest] = parseShopifyCsv(csv("pot,Pot,<p>Clay</p>,V,T,15,", "pot,,,,,9.5,https://x.test/a.jpg"));
  expect(rest).toEqual([]);
  expect(pot).toMatchObject({ priceCents: 950, pictureUrl: "https://x.test/a.jpg" });
});

test("no price is no price, not zero", () => {
  expect(parseShopifyCsv(csv("pot,Pot,,,,,"))[0]?.priceCents).toBeNull();
  expect(parseShopifyCsv(csv("pot,Pot,,,,0,"))[0]?.priceCents).toBe(0);
});

test("every bad cell is named by line and column, also after a cell with line breaks", () => {
  const text = csv('pot,Pot,"<p>Two\nlines</p>",V,T,9,', "cup,,,,,ten,ftp://x", ",Lamp,,,,1,");
  expect(problemsOf(text).map(({ line, column }) => [line, column])).toEqual([
    [4, "Variant Price"],
    [4, "Image Src"],
    [4, "Title"],
    [5, "Handle"],
  ]);
});

test("a row with missing cells, an open quote, and a file of another kind are told apart", () => {
  expect(problemsOf(csv("pot,Pot"))[0]).toMatchObject({ line: 2, message: expect.stringContaining("2 cells") });
  expect(problemsOf(csv('pot,"Pot,,,,9,'))[0]?.message).toContain("never closed");
  expect(problemsOf("name,age\nAda,36")[0]?.message).toContain("not a Shopify product export");
  expect(problemsOf("")[0]?.line).toBe(1);
  expect(problemsOf(header)[0]?.message).toContain("no products");
});

test("lines are counted as an editor counts them in a file from Windows too", () => {
  const text = csv('pot,Pot,"<p>Two\nlines</p>",V,T,9,', "cup,Cup,,,,ten,").replaceAll("\n", "\r\n");
  expect(problemsOf(`\uFEFF${text}`)).toMatchObject([{ line: 4, column: "Variant Price" }]);
});

test("a spreadsheet that was named .csv is refused before anything else", () => {
  expect(problemsOf(`${header}\npot,P\0t,,,,1,`)).toMatchObject([
    { line: 2, message: expect.stringContaining("UTF-8") },
  ]);
});

test("a price that no column holds is no price", () => {
  expect(problemsOf(csv("pot,Pot,,,,999999999,"))).toMatchObject([{ line: 2, column: "Variant Price" }]);
});

test("whatever a file holds, it is read whole or refused by name", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { maxLength: 9 }), { maxLength: 6 }), (rows) => {
      try {
        parseShopifyCsv(csv(...rows.map((cells) => cells.join(","))));
      } catch (error) {
        expect((error as Error).constructor.name).toBe("CsvRefused");
      }
    }),
  );
});

function problemsOf(text: string) {
  try {
    parseShopifyCsv(text);
  } catch (error) {
    return (error as CsvRefused).problems;
  }
  throw new Error("It was taken");
}
