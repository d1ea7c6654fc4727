import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { kitOfCast } from "#tests/harness/kit.ts";
import { damaged, diceOf, mark, type OddFile, oddPictures, pictures, zipOf } from "./odd-files.fixture.ts";
import { type Answer, formOf, openTestWeb, type TestWeb } from "./web.fixture.ts";

const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`FUZZ_SEED=${seed}`);

/** How often each good file is damaged in another way. */
const rounds = Number(process.env.FUZZ_ROUNDS ?? 12);

/** No file may hold the studio up for longer, on a machine that does other things as well. */
const patienceMs = 20_000;
const mostGrowth = 900 * 1024 * 1024;

let web: TestWeb;
let brand: string;
let inside: Server;
let reached = 0;
let insidePort: number;
let sent = 0;
let oddities: OddFile[];

beforeAll(async () => {
  web = await openTestWeb();
  brand = `/b/${web.cast.brand.slug}`;
  oddities = await oddPictures();
  inside = createServer((_, response) => response.end("secret")).on("connection", () => {
    reached += 1;
  });
  await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
  insidePort = (inside.address() as AddressInfo).port;
}, 120_000);
afterAll(async () => {
  inside.close();
  await web.close();
});
beforeEach(() => {
  web.log.length = 0;
});

/** Sends a form and holds the answer to what holds for every file: a yes or a no, in time, in bounds, nothing broken. */
async function send(
  address: string,
  field: string,
  files: OddFile[],
  fields: Record<string, string> = {},
): Promise<Answer> {
  const { body, headers } = formOf(field, files, fields);
  const name = files
    .map((file) => file.name.slice(0, 60))
    .join(", ")
    .slice(0, 120);
  const [started, before] = [performance.now(), process.memoryUsage().rss];
  const answer = await web.ask("POST", `${address}`, headers, body);
  sent += 1;
  expect(performance.now() - started, `${name} took long`).toBeLessThan(patienceMs);
  expect(process.memoryUsage().rss - before, `${name} took memory`).toBeLessThan(mostGrowth);
  const failures = web.log.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);
  expect(failures, name).toEqual([]);
  expect([name, [200, 202, 422].includes(answer.status), answer.status]).toEqual([name, true, answer.status]);
  return answer;
}

/** The sentence of a refusal, which speaks no JavaScript. */
function sentenceOf(name: string, { body }: Answer): string {
  const said = body.toString();
  const sentence = said.match(/"message","((?:[^"\\]|\\.){10,})"/)?.[1];
  expect(sentence, `${name}: ${said.slice(0, 300)}`).toBeDefined();
  expect(sentence, name).not.toMatch(
    /undefined|TypeError|RangeError|ENOENT|EACCES|vips|node_modules|\/tmp\/troupe|\bat .*:\d+/,
  );
  return sentence ?? "";
}

const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("troupe-kit-"));
const storedParts = async () =>
  ((await readdir(web.folder, { recursive: true })) as string[]).filter((name) => name.endsWith(".part"));

describe("a product's picture", () => {
  const address = () => `${brand}/products/${web.cast.product.id}/picture`;
  const keyNow = async () =>
    (
      await web.db
        .selectFrom("products")
        .select("picture")
        .where("id", "=", web.cast.product.id)
        .executeTakeFirstOrThrow()
    ).picture;

  async function give(file: OddFile): Promise<"kept" | "refused"> {
    const before = await keyNow();
    const answer = await send(`${address()}.data`, "picture", [file]);
    if (answer.status === 422) {
      sentenceOf(file.name, answer);
      expect(await keyNow(), file.name).toBe(before);
      return "refused";
    }
    const served = await web.ask("GET", address());
    expect(served.status, file.name).toBe(200);
    const type = String(served.headers["content-type"]);
    expect(type, file.name).toMatch(/^image\/(png|jpeg)$/);
    expect(served.headers, file.name).toMatchObject({
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
    });
    const meta = await sharp(served.body).metadata();
    expect([file.name, `image/${meta.format}`]).toEqual([file.name, type]);
    expect(Math.max(meta.width, meta.height), file.name).toBeLessThanOrEqual(1600);
    expect([meta.exif, meta.xmp, meta.iptc], file.name).toEqual([undefined, undefined, undefined]);
    for (const word of [mark, "<script", "PK\x03\x04", "alert("]) {
      expect(served.body.includes(Buffer.from(word, "latin1")), `${file.name} kept ${word}`).toBe(false);
    }
    return "kept";
  }

  test("is refused in a sentence, or drawn anew with nothing beside its pixels", async () => {
    const outcomes: Record<string, string> = {};
    for (const file of oddities) outcomes[file.name] = await give(file);
    const kept = Object.keys(outcomes).filter((name) => outcomes[name] === "kept");
    expect(kept).toEqual(expect.arrayContaining(["png-and-zip.png", "jpeg-and-page.jpg", "exif.jpg", "png-as.jpg"]));
    expect(
      kept.filter((name) => /svg|gif\.|bomb-(64|400)|claims|empty|^page|tiff/.test(name) && name !== "webp-as.svg"),
    ).toEqual([]);
    console.log(`pictures: ${kept.length} kept of ${Object.keys(outcomes).length}`);
  }, 240_000);

  test("is so when it is damaged in any way", async () => {
    const files = damaged(await pictures(), rounds, diceOf(seed));
    for (const file of files) await give(file);
  }, 240_000);

  test("leaves nothing half-written", async () => {
    expect(await storedParts()).toEqual([]);
  });
});

describe("a picture or clip that a product's videos cut to", () => {
  const address = () => `${brand}/products/${web.cast.product.id}/cutaways`;
  const said = { shows: "A thing on a table", rights: "own", confirmed: "yes" };
  const kept = () => web.db.selectFrom("cutaways").select(["id", "file", "width"]).orderBy("id").execute();

  test("is refused in a sentence, or kept as the pixels that it is", async () => {
    // The decoder is the one above; what is asked here is which door a file takes.
    for (const file of oddities.filter(({ name }) => /zip|page|exif|as\.|gif\.|heic|avif|empty|tiff/.test(name))) {
      const before = await kept();
      const answer = await send(`${address()}.data`, "file", [file], said);
      if (answer.status === 422) {
        sentenceOf(file.name, answer);
        expect(await kept(), file.name).toEqual(before);
      }
    }
    const all = await kept();
    expect(all.length).toBeGreaterThan(2);
    for (const { id, width } of all) {
      const served = await web.ask("GET", `${address()}/${id}`);
      expect(served.status).toBe(200);
      expect(width).toBeLessThanOrEqual(1920);
      for (const word of [mark, "<script", "PK\x03\x04"]) {
        expect(served.body.includes(Buffer.from(word, "latin1")), word).toBe(false);
      }
    }
  }, 240_000);

  test("comes with whose it is, or not at all", async () => {
    const before = await kept();
    for (const left of ["shows", "rights", "confirmed"] as const) {
      const { [left]: _, ...fields } = said;
      const answer = await send(
        `${address()}.data`,
        "file",
        [{ name: "a.png", bytes: (await pictures()).png }],
        fields,
      );
      expect([left, answer.status]).toEqual([left, 422]);
      sentenceOf(left, answer);
    }
    expect(await kept()).toEqual(before);
    expect(await storedParts()).toEqual([]);
  });
});

const header = "Handle,Title,Body (HTML),Variant Price,Image Src";

function oddTables(): OddFile[] {
  const csv = (name: string, ...rows: string[]) => ({
    name: `${name}.csv`,
    bytes: Buffer.from([header, ...rows].join("\n")),
  });
  const many = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n));
  return [
    { name: "empty.csv", bytes: Buffer.alloc(0) },
    { name: "ff.csv", bytes: Buffer.alloc(5000, 0xff) },
    { name: "zeros.csv", bytes: Buffer.alloc(5000) },
    { name: "newlines.csv", bytes: Buffer.alloc(2_000_000, "\n") },
    { name: "commas.csv", bytes: Buffer.alloc(2_000_000, ",") },
    { name: "quotes.csv", bytes: Buffer.alloc(2_000_001, '"') },
    { name: "spreadsheet.csv", bytes: zipOf([["xl/workbook.xml", "<workbook/>"]]) },
    { name: "utf16.csv", bytes: Buffer.from(`\ufeff${header}\na,A,,1,`, "utf16le") },
    { name: "over-15-mb.csv", bytes: Buffer.alloc(15 * 1024 * 1024 + 10, "a") },
    csv("header-only"),
    csv("nul", "a,A\0B,,1,"),
    csv("nul-in-html", "a,A,&#0;&#x0;,1,"),
    csv("surrogate-in-html", "surrogate,A cup,&#xD800;,1,"),
    csv("formula", `formula,"=HYPERLINK(""http://evil.example"",""${mark}"")",+1+1,1,`),
    csv("commands", "commands,@SUM(1+1)*cmd|' /C calc'!A0,-2+3,1,"),
    csv("script", `script,<script>alert('${mark}')</script>,<script>alert(1)</script><img src=x onerror=alert(1)>,1,`),
    csv("huge-title", `huge,${"x".repeat(1_000_000)},,1,`),
    csv("huge-cell", `huge-cell,A,"${"word ".repeat(1_000_000)}",1,`),
    csv("huge-handle", `${"h".repeat(1_000_000)},A,,1,`),
    csv("huge-price", "price,A,,99999999999999999999,"),
    csv("odd-price", "price,A,,1e9,"),
    csv("less-price", "price,A,,-5,"),
    csv("huge-picture", `picture,A,,1,http://a.example/${"x".repeat(1_000_000)}`),
    csv("deep-html", `deep,A,"${"<div>".repeat(30_000)}x",1,`),
    csv("deep-lists", `lists,A,"${"<ul><li>".repeat(12_000)}x",1,`),
    csv("deep-tables", `tables,A,"${"<table><tr><td>".repeat(9_000)}x",1,`),
    csv("broken-html", `broken,A,"${"<a href='".repeat(20_000)}",1,`),
    csv("entities", `entities,A,"${"&amp;".repeat(30_000)}",1,`),
    csv("open-quote", 'a,"A,,1,'),
    csv("ragged", "a,A", "b,B,,1,,,,,,"),
    csv("bad-handle", "../../etc,A,,1,"),
    csv("bad-everything", ...many(30_000, (n) => `!${n},,,x,ftp://x`)),
    csv("many-products", ...many(5001, (n) => `p${n},P,,1,`)),
    csv("twins", ...many(2000, () => "twin,T,,1,")),
    csv("inside", `inside,I,,1,http://127.0.0.1:${insidePort}/x.png`),
    csv(
      "inside-too",
      `inside-too,I,,1,http://[::ffff:127.0.0.1]:${insidePort}/x.png`,
      `meta,I,,1,http://169.254.169.254/latest`,
    ),
    csv("scheme", "scheme,S,,1,javascript:alert(1)"),
    csv("file", "file,F,,1,file:///etc/passwd"),
    csv("proto", "__proto__,P,,1,", "constructor,C,,1,", "tostring,T,,1,"),
    { name: "columns.csv", bytes: Buffer.from(`${header}${",x".repeat(200_000)}\n`) },
    { name: "twice.csv", bytes: Buffer.from(`${header},${header}\na,A,,1,,b,B,,2,`) },
    { name: "bom.csv", bytes: Buffer.from(`\ufeff${header}\nbom,B,,1,`) },
    { name: "returns.csv", bytes: Buffer.from(`${header}\r\nreturns,R,,1,\r`) },
    { name: "separators.csv", bytes: Buffer.from(`${header}\nsep,A\u2028B\u0085C,,1,`) },
  ];
}

describe("a product CSV", () => {
  const count = async () =>
    Number(
      (
        await web.db
          .selectFrom("products")
          .select(({ fn }) => fn.countAll().as("n"))
          .where("brandId", "=", web.cast.brand.id)
          .executeTakeFirstOrThrow()
      ).n,
    );

  async function give(file: OddFile): Promise<void> {
    const before = await count();
    const answer = await send(`${brand}/products/import.data`, "csv", [file], { currency: "EUR" });
    expect(answer.body.length, `${file.name} makes a long answer`).toBeLessThan(1_500_000);
    if (answer.status === 200) return;
    sentenceOf(file.name, answer);
    expect(await count(), file.name).toBe(before);
  }

  test("is taken whole or refused whole, however odd it is", async () => {
    for (const file of oddTables()) await give(file);
    const kept = await web.db.selectFrom("products").selectAll().where("brandId", "=", web.cast.brand.id).execute();
    expect(kept.map(({ handle }) => handle)).toEqual(expect.arrayContaining(["formula", "bom", "twin"]));
    for (const product of kept) {
      expect(product.description.length, product.handle).toBeLessThanOrEqual(5000);
      expect(JSON.stringify(product.facts).length, product.handle).toBeLessThan(3000);
      expect(JSON.stringify(product), product.handle).not.toContain("secret");
    }
    expect(reached).toBe(0);
  }, 240_000);

  test("is so when it is damaged in any way", async () => {
    const good = await readFile(new URL("../studio/products/fixtures/shopify-home-and-garden.csv", import.meta.url));
    const offline = Buffer.from(
      good
        .toString()
        .replaceAll(/https?:\/\/[^,\s]+/g, "http://127.0.0.1/x.png")
        .slice(0, 20_000),
    );
    for (const file of damaged({ csv: offline }, rounds, diceOf(seed + 1))) await give(file);
  }, 240_000);

  test("is shown without running anything", async () => {
    const page = await web.ask("GET", `${brand}/products`);
    expect(page.status).toBe(200);
    expect(page.body.includes(`<script>alert('${mark}')`)).toBe(false);
    expect(page.body.includes("&lt;script&gt;alert(")).toBe(true);
  });
});

describe("a brand kit", () => {
  let logo: Buffer;
  let font: Buffer;
  beforeAll(async () => {
    logo = (await pictures()).png;
    font = await readFile(new URL("../media/fonts/inter-bold.ttf", import.meta.url));
  });

  type Changes = { kit?: object | string; files?: OddFile[]; without?: string[]; root?: string };
  const kitOf = ({ kit = {}, files = [], without = [], root = "kit/" }: Changes = {}): OddFile[] => {
    const values = { ...kitOfCast, slug: web.cast.brand.slug, products: [], ...(typeof kit === "object" ? kit : {}) };
    const plain: OddFile[] = [
      { name: "kit.yaml", bytes: Buffer.from(typeof kit === "string" ? kit : stringify(values)) },
      { name: "voice.md", bytes: Buffer.from("Plain and unhurried.") },
      { name: "logo.png", bytes: logo },
      { name: "fonts/d.ttf", bytes: font },
      { name: "fonts/t.ttf", bytes: font },
    ];
    const given = new Set([...files.map(({ name }) => name), ...without]);
    return [...plain.filter(({ name }) => !given.has(name)), ...files].map(({ name, bytes }) => ({
      name: root + name,
      bytes,
    }));
  };
  const versions = () =>
    web.db.selectFrom("brandKits").selectAll().where("brandId", "=", web.cast.brand.id).orderBy("version").execute();

  async function give(
    name: string,
    files: OddFile[],
    fields: Record<string, string> = {},
  ): Promise<"kept" | "refused"> {
    const before = (await versions()).length;
    const noted = { kitPaths: JSON.stringify(files.map((file) => file.name)), ...fields };
    const answer = await send(`${brand}/brand.data?index`, "kit", files, noted);
    expect(answer.body.length, `${name} makes a long answer`).toBeLessThan(300_000);
    if (answer.status === 200) return "kept";
    sentenceOf(name, answer);
    expect((await versions()).length, name).toBe(before);
    return "refused";
  }

  test("that is good is taken, so that a no means something", async () => {
    expect(await give("good", kitOf())).toBe("kept");
    expect((await versions()).length).toBe(1);
  });

  test("is refused in a sentence when its files are not what a folder holds", async () => {
    const extra = (name: string, bytes: Buffer = Buffer.from(mark)) => kitOf({ files: [{ name, bytes }] });
    const cases: [string, OddFile[]][] = [
      ["nothing", []],
      ["an empty file", [{ name: "kit.yaml", bytes: Buffer.alloc(0) }]],
      ["a zip", [{ name: "kit.zip", bytes: zipOf([["kit.yaml", stringify(kitOfCast)]]) }]],
      ["a zip that climbs", [{ name: "kit.zip", bytes: zipOf([[`../../../../tmp/${mark}`, mark]]) }]],
      ["a zip named as a kit", kitOf({ kit: zipOf([["kit.yaml", "x"]]).toString("latin1") })],
      ...[
        "../evil.png",
        "../../../../tmp/evil.png",
        "/etc/passwd",
        "a/../../evil.png",
        "..\\..\\evil.png",
        "C:\\evil.png",
      ].map((name): [string, OddFile[]] => [name, extra(name)]),
      ...[
        "nul\0.png",
        "new\nline.png",
        "a//b.png",
        "a/./b.png",
        ".",
        "..",
        "~/x",
        "%2e%2e/x",
        "x".repeat(300),
        "ü.png",
        "a|b",
        "$(id).png",
        "-rf/..",
        "\u202egnp.exe",
      ].map((name): [string, OddFile[]] => [JSON.stringify(name), extra(name)]),
      ["a file twice", [...kitOf(), ...kitOf()]],
      ["a file that is a folder, too", kitOf({ files: [{ name: "fonts", bytes: logo }] })],
      [
        "501 files",
        kitOf({ files: Array.from({ length: 501 }, (_, n) => ({ name: `x/${n}.png`, bytes: Buffer.from("x") })) }),
      ],
      ["a text of two megabytes", kitOf({ kit: "#".repeat(2_000_000) })],
    ];
    for (const [name, files] of cases) expect([name, await give(name, files)]).toEqual([name, "refused"]);
    expect(await readdir(tmpdir())).not.toContain("evil.png");
  }, 120_000);

  test("is refused in a sentence when its text is a bomb, a trick or nonsense", async () => {
    const text = (body: string) => kitOf({ kit: body });
    const laughs = Array.from(
      { length: 40 },
      (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1},*a${n - 1},*a${n - 1}` : "x"}]`,
    ).join("\n");
    const cases: [string, OddFile[]][] = [
      ["deep brackets", text("[".repeat(900_000))],
      ["deep braces", text("{a: ".repeat(200_000))],
      ["deep dashes", text("- ".repeat(400_000))],
      ["deep lines", text(Array.from({ length: 900 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"))],
      ["billion laughs", text(laughs)],
      ["one key for ever", text("a: 1\n".repeat(150_000))],
      ["many keys", text(Array.from({ length: 5900 }, (_, n) => `k${n}: 1`).join("\n"))],
      ...["&a ", "!a ", "*a ", '"', "? a\n", "k: ", "%TAG ! x\n", "--- "].map((part): [string, OddFile[]] => [
        `${part} for ever`,
        text(part.repeat(300_000)),
      ]),
      ["merge keys", text("a: &a {b: 1}\nc: {<<: *a, <<: *a}\n__proto__: {polluted: yes}")],
      ["a constructor", text("constructor: {prototype: {polluted: yes}}")],
      ["code", text('!!js/function "function(){ process.exit() }"')],
      ["an include", text("!include /etc/passwd")],
      ["two documents", text("a: 1\n---\nb: 2")],
      ["0xFF", [{ name: "kit/kit.yaml", bytes: Buffer.alloc(2000, 0xff) }]],
      ["NUL in a name", kitOf({ kit: { name: "Nord\0lys" } })],
      [
        "NUL by escape",
        text(stringify({ ...kitOfCast, slug: web.cast.brand.slug }).replace("Light roasts", '"\\0 x"')),
      ],
      ["half a letter", kitOf({ kit: { tagline: "Light \ud83d roast" } })],
      ["NUL in the voice", kitOf({ files: [{ name: "voice.md", bytes: Buffer.from("Plain\0.") }] })],
      ["a script for a site", kitOf({ kit: { site: "javascript:alert(1)" } })],
      ["a script for a link", kitOf({ kit: { cta: { text: "Go", link: "data:text/html,x" } } })],
      ["a climbing logo", kitOf({ kit: { logo: "../../logo.png" } })],
      [
        "an absolute font",
        kitOf({ kit: { fonts: { display: { family: "A", file: "/etc/passwd" }, text: kitOfCast.fonts.text } } }),
      ],
      [
        "a colour that is a style",
        kitOf({ kit: { palette: { ...kitOfCast.palette, primary: "red;}body{display:none" } } }),
      ],
      ["another brand", kitOf({ kit: { slug: "somebody-else" } })],
      ["everything wrong", text(Array.from({ length: 3000 }, (_, n) => `wrong${n}: [${n}]`).join("\n"))],
      ["a roster bomb", kitOf({ files: [{ name: "personas.yaml", bytes: Buffer.from("[".repeat(500_000)) }] })],
      ["a font of four bytes", kitOf({ files: [{ name: "fonts/d.ttf", bytes: Buffer.from([0, 1, 0, 0]) }] })],
      [
        "a font of noise",
        kitOf({
          files: [{ name: "fonts/d.ttf", bytes: Buffer.concat([font.subarray(0, 12), Buffer.alloc(900, 0xff)]) }],
        }),
      ],
      ["half a font", kitOf({ files: [{ name: "fonts/d.ttf", bytes: font.subarray(0, font.length / 2) }] })],
      ["a page for a font", kitOf({ files: [{ name: "fonts/d.ttf", bytes: Buffer.from("<html>") }] })],
    ];
    for (const [name, files] of cases) expect([name, await give(name, files)]).toEqual([name, "refused"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  }, 180_000);

  test("with odd pictures is refused, or they are drawn anew before anybody can open them", async () => {
    const files = oddities.filter(
      ({ name, bytes }) => bytes.length < 2_000_000 && !/bomb|limit|claims-line/.test(name),
    );
    let kept = 0;
    for (const { name, bytes } of files) {
      if ((await give(name, kitOf({ files: [{ name: "logo.png", bytes }] }))) === "refused") continue;
      kept += 1;
      const { version } = (await versions()).at(-1)!;
      const served = await web.ask("GET", `${brand}/brand/kits/${version}/logo.png`);
      expect(served.status, name).toBe(200);
      expect(served.headers["content-type"], name).toBe("image/png");
      for (const word of [mark, "<script", "PK\x03\x04"]) {
        expect(served.body.includes(Buffer.from(word, "latin1")), `${name} kept ${word}`).toBe(false);
      }
    }
    expect(kept).toBeGreaterThan(10);
  }, 180_000);

  test("leaves nothing behind, in the store or beside it", async () => {
    expect(await storedParts()).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });
});

test("a form that is none, or breaks off, is refused in a sentence on every way in", async () => {
  const ways: [string, string][] = [
    [`${brand}/products/${web.cast.product.id}/picture.data`, "picture"],
    [`${brand}/products/import.data`, "csv"],
    [`${brand}/brand.data?index`, "kit"],
  ];
  for (const [address, field] of ways) {
    const { body, headers } = formOf(field, [{ name: "a.png", bytes: Buffer.alloc(2000, 1) }]);
    const type = headers["content-type"];
    const broken: [string, Buffer, string][] = [
      ["cut off", body.subarray(0, 900), type],
      ["without its end", body.subarray(0, body.length - 8), type],
      ["of another boundary", body, "multipart/form-data; boundary=other"],
      ["without a boundary", body, "multipart/form-data"],
      ["of nothing", Buffer.alloc(0), type],
      ["of 0xFF", Buffer.alloc(3000, 0xff), type],
      ["of headers without end", Buffer.from(`--x\r\n${"A: b\r\n".repeat(50_000)}`), "multipart/form-data; boundary=x"],
      ["of words", Buffer.from(`${field}=hello`), "application/x-www-form-urlencoded"],
    ];
    for (const [name, bytes, how] of broken) {
      const answer = await web.ask("POST", address, { "content-type": how }, bytes);
      sent += 1;
      expect([address, name, answer.status]).toEqual([address, name, 422]);
      sentenceOf(name, answer);
    }
  }
  expect(web.log.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
});

test("a sign that no text can hold is refused in a sentence, typed or in a name", async () => {
  const typed = { "content-type": "application/x-www-form-urlencoded" };
  for (const field of ["title", "description", "facts", "benefits"]) {
    const values = { title: "Cup", description: "For coffee", facts: "Holds 30 cl", benefits: "Warm" };
    const body = Buffer.from(new URLSearchParams({ ...values, [field]: "Nul\0nul" }).toString());
    const answer = await web.ask("POST", `${brand}/products/new.data`, typed, body);
    expect([field, answer.status]).toEqual([field, 422]);
    sentenceOf(field, answer);
  }
});

test("all of that was more than 200 files", () => {
  console.log(`${sent} uploads`);
  expect(sent).toBeGreaterThan(300);
});
