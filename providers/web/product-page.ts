import { parseDocument } from "htmlparser2";

/** What a page says it sells, as it says it: data, whatever the words ask for. Absent where it says nothing. */
export type ProductPage = {
  title?: string;
  description?: string;
  /** As a plain decimal, such as "14.90", with its currency's three letters. */
  price?: string;
  currency?: string;
  /** Where its picture lies, as written on the page. */
  image?: string;
};

/** More than this of a text is a paste gone wrong; the studio's own limits are below it. */
const longestText = 5000;

/**
 * Reads a product's page: its JSON-LD (schema.org's Product, also in a graph) first, then its OpenGraph, then its title and
 * description. Nothing on the page is run, and markup within texts is taken out.
 */
export function readProductPage(html: string): ProductPage {
  const page = gather(html);
  const product = page.data.map(findProduct).find(Boolean);
  const offer = product && offerOf(product);
  const meta = (...names: string[]) => names.map((name) => page.meta.get(name)).find(Boolean);
  const price = readPrice(offer?.price ?? offer?.lowPrice ?? meta("product:price:amount", "og:price:amount"));
  const currency = textOf(offer?.priceCurrency ?? meta("product:price:currency", "og:price:currency"))?.toUpperCase();
  const found: { [field in keyof ProductPage]: string | undefined } = {
    title: textOf(product?.name) ?? textOf(meta("og:title", "twitter:title")) ?? textOf(page.title),
    description: textOf(product?.description) ?? textOf(meta("og:description", "description", "twitter:description")),
    ...(price && currency && /^[A-Z]{3}$/.test(currency) ? { price, currency } : {}),
    image: imageOf(product?.image) ?? textOf(meta("og:image:secure_url", "og:image", "twitter:image")),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as ProductPage;
}

type Node = ReturnType<typeof parseDocument>["children"][number];
type Json = Record<string, unknown>;

function gather(html: string) {
  const page = { title: undefined as string | undefined, meta: new Map<string, string>(), data: [] as unknown[] };
  for (const piece of tellingPieces(html)) {
    const [node] = parseDocument(piece).children;
    if (!node || !("attribs" in node)) continue;
    const { name, attribs } = node;
    if (name === "meta" && attribs.content) {
      const key = (attribs.property ?? attribs.name ?? attribs.itemprop ?? "").toLowerCase();
      if (key && !page.meta.has(key)) page.meta.set(key, attribs.content);
    } else if (name === "title") page.title ??= innerText(node);
    else if (name === "script" && /ld\+json/i.test(attribs.type ?? "")) {
      const read = readJson(innerText(node));
      if (read !== undefined) page.data.push(read);
    }
  }
  return page;
}

/**
 * The page's meta tags, titles and scripts, each by itself. Found in one pass, without building the tree around them: that
 * takes the square of its depth, and whoever wrote the page chose the depth.
 */
function* tellingPieces(html: string): Generator<string> {
  const lower = html.toLowerCase();
  for (let at = lower.indexOf("<"); at >= 0; at = lower.indexOf("<", at)) {
    const name = ["meta", "title", "script"].find((tag) => lower.startsWith(tag, at + 1));
    if (!name) {
      at += 1;
      continue;
    }
    const opened = endOfTag(html, at);
    const closing = name === "meta" ? opened : lower.indexOf(`</${name}`, opened);
    if (closing < 0) return;
    yield name === "meta" ? html.slice(at, opened) : `${html.slice(at, closing)}</${name}>`;
    at = closing;
  }
}

/** Where a tag is over: past its ">", those within quotes aside; the end of the page when it never is. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let at = from; at < html.length; at++) {
    const sign = html[at]!;
    if (quote) quote = sign === quote ? "" : quote;
    else if ((sign === '"' || sign === "'") && html[at - 1] === "=") quote = sign;
    else if (sign === ">") return at + 1;
  }
  return html.length;
}

function innerText(node: Node): string {
  if (!("children" in node)) return "";
  return node.children.map((child) => ("data" in child ? child.data : "")).join("");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*<!--|-->\s*$/g, ""));
  } catch {
    return undefined;
  }
}

/** The first Product in a JSON-LD document, at its top, in a list or in its graph; a group of variants counts as one. */
function findProduct(data: unknown): Json | undefined {
  const waiting: unknown[] = [data];
  for (let seen = 0; waiting.length > 0 && seen < 1000; seen++) {
    const one = waiting.shift();
    if (Array.isArray(one)) waiting.push(...one.slice(0, 100));
    else if (isObject(one)) {
      const types = [one["@type"]].flat().map((type) => String(type).replace(/^.*[/#:]/, ""));
      if (types.some((type) => ["Product", "ProductGroup", "IndividualProduct", "ProductModel"].includes(type)))
        return one;
      waiting.push(one["@graph"], one.mainEntity, one.itemListElement, one.item);
    }
  }
  return undefined;
}

function offerOf(product: Json): Json | undefined {
  const variant = [product.hasVariant].flat().find(isObject);
  const offers = [product.offers ?? variant?.offers].flat().find(isObject);
  const specification = offers && [offers.priceSpecification].flat().find(isObject);
  return offers && { ...specification, ...offers };
}

function imageOf(image: unknown): string | undefined {
  const [first] = [image].flat();
  return isObject(first) ? textOf(first.url ?? first.contentUrl) : textOf(first);
}

/** Plain words: markup out, entities read, one space between words. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const words: string[] = [];
  const waiting: Node[] = [...parseDocument(String(value).slice(0, 10 * longestText)).children].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ("data" in node && node.type === "text") words.push(node.data);
    else if ("children" in node && !("name" in node && ["script", "style"].includes(node.name))) {
      words.push(" ");
      waiting.push(...[...node.children].reverse());
    }
  }
  const text = words
    .join("")
    .replaceAll("\0", "")
    .replace(/\p{Surrogate}/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return text.slice(0, longestText).replace(/\p{Surrogate}/gu, "") || undefined;
}

/** "1,299.00", "1.299,00", "14,9" and 14.9 as a plain decimal; undefined for what is no price above zero. */
function readPrice(value: unknown): string | undefined {
  const text = String(value ?? "").replace(/[^\d.,]/g, "");
  const comma = /,\d{1,2}$/.test(text);
  const plain = comma ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, "");
  const amount = Number(plain);
  return plain !== "" && Number.isFinite(amount) && amount > 0 ? amount.toFixed(2) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
