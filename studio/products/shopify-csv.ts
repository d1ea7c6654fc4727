import { parse } from "csv-parse/sync";
import { compile } from "html-to-text";
import { Refused } from "#config/errors.ts";
import { readAmount } from "./price.ts";

/** One thing wrong with a cell: `line` counts from 1 with the header as line 1, `column` is the header's own word. */
export type CsvProblem = { line: number; column: string; message: string };

const mostProblems = 100;

/** The file was read and not taken; every problem is named at once, and nothing was imported. */
export class CsvRefused extends Refused {
  /** The first hundred: a bad file can have as many as it has rows. */
  readonly problems: CsvProblem[];
  constructor(problems: CsvProblem[]) {
    const first = problems[0];
    const listed = problems.length > mostProblems ? `, the first ${mostProblems} of them below` : " and listed below";
    const rest = problems.length > 1 ? ` There are ${problems.length - 1} more${listed}.` : "";
    super("csv-refused", `Line ${first?.line}, ${first?.column}: ${first?.message}${rest}`, "csv");
    this.problems = problems.slice(0, mostProblems);
  }
}

/** A product as a Shopify export describes it. `priceCents` is the cheapest variant's; null when none has a price. */
export type ShopifyProduct = {
  handle: string;
  title: string;
  description: string;
  facts: string[];
  priceCents: number | null;
  pictureUrl: string | null;
  line: number;
};

const maxBytes = 15 * 1024 * 1024; // What Shopify itself takes for one import file.
/** More than any of our brands sells, and what is imported in one transaction without keeping others waiting. */
const maxProducts = 5_000;
const longestUrl = 2_000;
const longestBody = 200_000;
const longestChoice = 80;
const needed = ["Handle", "Title", "Body (HTML)", "Variant Price", "Image Src"] as const;

/**
 * Reads a product export in Shopify's CSV format; rows of one handle (variants, further pictures) become one product. The
 * format: help.shopify.com, "Using CSV files to import and export products". Throws `CsvRefused` when any row is bad.
 */
export function parseShopifyCsv(text: string): ShopifyProduct[] {
  const { header, rows } = readRows(text);
  const missing = needed.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const message = `This is not a Shopify product export: it has no column ${missing.join(", ")}. Export products as CSV from Shopify and choose that file.`;
    throw new CsvRefused([{ line: 1, column: missing[0] ?? "Handle", message }]);
  }
  const problems: CsvProblem[] = [];
  const products = new Map<string, Draft>();
  for (const { line, cells } of rows) {
    if (cells.length !== header.length) {
      const message = `The row has ${cells.length} cells, the header has ${header.length}. A quote may be missing.`;
      problems.push({ line, column: header[Math.min(cells.length, header.length) - 1] ?? "Handle", message });
      continue;
    }
    readRow(line, (column) => (cells[header.indexOf(column)] ?? "").trim(), products, problems);
  }
  if (problems.length > 0) throw new CsvRefused(problems);
  if (products.size > maxProducts) {
    const message = `The file has ${products.size} products; at most ${maxProducts} are taken at once. Split it.`;
    throw new CsvRefused([{ line: 1, column: "Handle", message }]);
  }
  if (products.size === 0)
    throw new CsvRefused([{ line: 1, column: "Handle", message: "The file has a header and no products." }]);
  return [...products.values()].map(({ choices, ...product }) => ({ ...product, facts: factsOf(product, choices) }));
}

/** `choices` are the values of the product's three options (size, colour …), gathered from its rows. */
type Draft = Omit<ShopifyProduct, "facts"> & { choices: [Set<string>, Set<string>, Set<string>] };

function readRow(line: number, cell: (column: string) => string, products: Map<string, Draft>, problems: CsvProblem[]) {
  const complain = (column: string, message: string) => problems.push({ line, column, message });
  const handle = cell("Handle").toLowerCase();
  if (!/^[\p{Ll}\p{N}][\p{Ll}\p{N}_-]{0,254}$/u.test(handle)) {
    complain(
      "Handle",
      handle ? `“${shorten(handle)}” is not a handle: small letters, digits and dashes.` : "The handle is empty.",
    );
    return;
  }
  const price = cell("Variant Price");
  const cents = price === "" ? null : readAmount(price);
  if (cents === undefined) complain("Variant Price", `“${shorten(price)}” is not a price. Write it like 14.90.`);
  const picture = cell("Image Src");
  if (picture && (picture.length > longestUrl || !/^https?:\/\/\S+$/i.test(picture))) {
    complain("Image Src", `“${shorten(picture)}” is not a web address.`);
  }

  const known = products.get(handle);
  if (known) {
    addChoices(known, cell);
    if (cents != null) known.priceCents = Math.min(known.priceCents ?? cents, cents);
    known.pictureUrl ??= picture || null;
    return;
  }
  const body = cell("Body (HTML)");
  if (body.length > longestBody) complain("Body (HTML)", "The description is longer than any page can be. Shorten it.");
  const title = cell("Title");
  if (!title) complain("Title", "The first row of a product needs a title.");
  if (title.length > 255) complain("Title", `The title has ${title.length} characters; at most 255 are taken.`);
  const draft: Draft = {
    handle,
    title,
    description: body.length > longestBody ? "" : asText(body),
    choices: [new Set(), new Set(), new Set()],
    priceCents: cents ?? null,
    pictureUrl: picture || null,
    line,
  };
  addChoices(draft, cell);
  products.set(handle, draft);
}

/** "Default Title" is what Shopify writes for a product that has no options. */
function addChoices({ choices }: Draft, cell: (column: string) => string): void {
  for (const [index, values] of choices.entries()) {
    const value = cell(`Option${index + 1} Value`);
    if (value && value.length <= longestChoice && value !== "Default Title") values.add(value);
  }
}

const mostFacts = 6;
const longestFact = 200;

/**
 * What the shop itself says for certain: the sentences of its description, and what a customer may choose from. Category,
 * vendor and tags stay out, because they sort a shop and say nothing in a video.
 */
function factsOf({ description }: { description: string }, choices: Draft["choices"]): string[] {
  const sentences = description.split(/(?<=[.!?])\s+|\n+/).map((sentence) => sentence.replace(/^[*•-]\s*/, "").trim());
  const said = sentences.filter((sentence) => sentence.length >= 3 && sentence.length <= longestFact);
  const offered = choices
    .filter((values) => values.size > 1 && values.size <= 6)
    .map((values) => `Available in ${new Intl.ListFormat("en", { type: "disjunction" }).format(values)}`);
  return [...new Set([...said.slice(0, mostFacts - offered.length), ...offered])];
}

/** Elements inside elements past this depth say nothing to a reader, and would cost the converter its stack. */
const deepest = 100;

/** Made ready once: for a table of thousands of products that took longer than the reading. */
const readHtml = compile({
  wordwrap: false,
  limits: { maxDepth: deepest, ellipsis: "" },
  selectors: [
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
  ],
});

const asText = (html: string): string => readHtml(html).trim().slice(0, 5000);

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function readRows(text: string): { header: string[]; rows: { line: number; cells: string[] }[] } {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new CsvRefused([
      { line: 1, column: "Handle", message: "The file has over 15 MB. Split it, as Shopify asks for too." },
    ]);
  }
  if (text.includes("\0")) {
    const message = "This is not a text file in UTF-8. Export the products as CSV, not as a spreadsheet.";
    throw new CsvRefused([{ line: text.slice(0, text.indexOf("\0")).split("\n").length, column: "Handle", message }]);
  }
  try {
    // csv-parse counts a Windows line break inside a quoted cell as two lines.
    const records = parse(text.replace(/\r\n?/g, "\n"), {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    // `lines` is where a record ends; a quoted cell with line breaks makes it start earlier.
    const rows = records.map(({ record, info }) => ({
      line: info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0),
      cells: record,
    }));
    const [header, ...rest] = rows;
    return { header: (header?.cells ?? []).map((name) => name.trim()), rows: rest };
  } catch (cause) {
    const { lines, column } = cause as { lines?: number; column?: number | string };
    const problem = {
      line: lines ?? 1,
      column: String(column ?? "Handle"),
      message: "A quoted cell is never closed, so the rest cannot be told apart.",
    };
    throw Object.assign(new CsvRefused([problem]), { cause });
  }
}
