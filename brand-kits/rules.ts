import { checkPalette } from "./palette.ts";
import { listAt, valueAt } from "./references.ts";
import { type Kit, kitSchema } from "./schema.ts";

export type Finding = { path: PropertyKey[]; message: string };

/**
 * What no single field shows: colours that cannot be read together, handles and slots given twice, a product that says
 * what the brand forbids. It takes the text as it is; a part that does not fit the schema is left to the schema.
 */
export function checkTogether(data: unknown): Finding[] {
  return [...paletteProblems(data), ...repeated(data), ...forbiddenClaims(data)];
}

/** What is no mistake but decides what the studio can do with the kit. */
export function noticesOf(kit: Kit, owned: { name: string }[]): Finding[] {
  const licensed = new Set(kit.licences.map((licence) => licence.file));
  return [
    ...kit.products.flatMap((product, index) => [
      ...(product.price === null
        ? [{ path: ["products", index, "price"], message: `${product.title} has no price, so no video names one` }]
        : []),
      ...(product.picture === null
        ? [{ path: ["products", index, "picture"], message: `${product.title} has no picture, so no shot shows it` }]
        : []),
    ]),
    ...owned
      .filter((file) => !licensed.has(file.name))
      .map((file) => ({ path: ["licences"], message: `Nobody says who owns ${file.name}; add a line for it` })),
  ];
}

function paletteProblems(data: unknown): Finding[] {
  const palette = kitSchema.shape.palette.safeParse(valueAt(data, ["palette"]));
  if (!palette.success) return [];
  return checkPalette(palette.data).map(({ key, message }) => ({ path: ["palette", key], message }));
}

function repeated(data: unknown): Finding[] {
  const handles = listAt(data, "products").map((_, index) => ["products", index, "handle"]);
  const slots = listAt(data, "schedule").map((_, index) => ["schedule", index]);
  return [handles, slots].flatMap((paths) => {
    const seen = new Set<string>();
    return paths.flatMap((path) => {
      const value = valueAt(data, path);
      if (typeof value !== "string") return [];
      if (seen.has(value)) return [{ path, message: `"${value}" is there twice; each may be there once` }];
      seen.add(value);
      return [];
    });
  });
}

/** A banned phrase inside what the kit itself says of a product, or inside a claim that it allows. */
function forbiddenClaims(data: unknown): Finding[] {
  const banned = listAt(data, "claims", "banned").filter(
    (phrase) => typeof phrase === "string" && phrase.trim() !== "",
  );
  const products = listAt(data, "products").flatMap((product, index) => [
    ["products", index, "description"],
    ...["benefits", "facts"].flatMap((key) => listAt(product, key).map((_, line) => ["products", index, key, line])),
  ]);
  const allowed = listAt(data, "claims", "allowed").map((_, line): PropertyKey[] => ["claims", "allowed", line]);
  return [...products, ...allowed].flatMap((path) => {
    const line = valueAt(data, path);
    const phrase = typeof line === "string" ? banned.find((one) => says(line, String(one))) : undefined;
    return phrase === undefined ? [] : [{ path, message: `This says "${phrase}", which claims.banned forbids` }];
  });
}

/** Whole words only: forbidding "cure" must not forbid "secure". */
function says(line: string, phrase: string): boolean {
  const words = (text: string) =>
    ` ${text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()} `;
  return words(line).includes(words(phrase));
}
