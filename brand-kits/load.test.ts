import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kitTools } from "#studio/brands/open-kit.ts";
import { lintKit } from "./lint.ts";
import { loadKit } from "./load.ts";
import { KitRefused } from "./problems.ts";

const kits = path.dirname(fileURLToPath(import.meta.url));
let scratch: string;
let copies = 0;

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "troupe-kits-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A copy of Nordlys whose kit.yaml is edited, or whose folder is changed otherwise. */
async function nordlysWith(
  edits: [from: string | RegExp, to: string][],
  change?: (folder: string) => Promise<unknown>,
) {
  const folder = path.join(scratch, `kit-${++copies}`);
  await cp(path.join(kits, "nordlys-coffee"), folder, { recursive: true });
  let text = await readFile(path.join(folder, "kit.yaml"), "utf8");
  for (const [from, to] of edits) {
    const edited = text.replace(from, to);
    expect(edited, `the edit of ${from} found nothing`).not.toBe(text);
    text = edited;
  }
  await writeFile(path.join(folder, "kit.yaml"), text);
  await change?.(folder);
  return folder;
}

async function problemsOf(folder: string) {
  const error = await loadKit(folder, kitTools).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KitRefused);
  return (error as KitRefused).problems;
}

/** The line of kit.yaml on which a text stands, counted as an editor does. */
async function lineOf(folder: string, text: string, file = "kit.yaml") {
  const lines = (await readFile(path.join(folder, file), "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}

test("both kits that come with the studio are complete, without an owner missing", async () => {
  for (const name of ["nordlys-coffee", "lykke-bath"]) {
    const loaded = await loadKit(path.join(kits, name), kitTools);
    expect(loaded.kit.slug).toBe(name);
    expect(loaded.kit.products.length).toBeGreaterThanOrEqual(3);
    expect(new Set(loaded.roster.map((persona) => persona.voice)).size).toBe(3);
    expect(loaded.notices.filter((notice) => notice.where === "licences")).toEqual([]);
    expect(loaded.voice).toContain("never");
  }
});

test("the hash is of the content: a copy has the same, one changed letter of the voice another", async () => {
  const copy = await loadKit(await nordlysWith([]), kitTools);
  expect(copy.sha256).toBe((await loadKit(path.join(kits, "nordlys-coffee"), kitTools)).sha256);
  const other = await nordlysWith([], (folder) => writeFile(path.join(folder, "voice.md"), "We talk differently now."));
  expect((await loadKit(other, kitTools)).sha256).not.toBe(copy.sha256);
});

test("a kit may be written as JSON, and then has to be JSON", async () => {
  const { kit } = await loadKit(path.join(kits, "nordlys-coffee"), kitTools);
  const asJson = (text: string) =>
    nordlysWith([], async (folder) => {
      await rm(path.join(folder, "kit.yaml"));
      await writeFile(path.join(folder, "kit.json"), text);
    });
  expect((await loadKit(await asJson(JSON.stringify(kit, null, 2)), kitTools)).kit).toEqual(kit);
  expect(await problemsOf(await asJson("name: Nordlys"))).toMatchObject([
    { file: "kit.json", message: expect.stringContaining("This is not JSON") },
  ]);
});

test("YAML that cannot be read is told with its line, and nothing else is guessed", async () => {
  const folder = await nordlysWith([["name: Nordlys Coffee", 'name: "Nordlys Coffee']]);
  const [problem, ...rest] = await problemsOf(folder);
  expect(rest.every((one) => one.file === "kit.yaml")).toBe(true);
  expect(problem).toMatchObject({ file: "kit.yaml", line: expect.any(Number), column: expect.any(Number) });
  const twice = await nordlysWith([["name: Nordlys Coffee", "name: Nordlys Coffee\nname: Other"]]);
  expect(await problemsOf(twice)).toMatchObject([{ line: 3, message: expect.stringContaining("unique") }]);
});

test("every problem is told at once, each at its place", async () => {
  const folder = await nordlysWith(
    [
      ['primary: "#f4a95b"', "primary: orange"],
      ["zone: Europe/Oslo", "zone: Europe/Atlantis"],
      ["pictures/polar-night.png", "pictures/polar-day.png"],
      ["  - mon 07:30", "  - monday morning"],
      ["tagline:", "tag-line:"],
      ["link: https://nordlys.example/coffee/first-light", "link: javascript:alert(1)"],
    ],
    (copy) => writeFile(path.join(copy, "voice.md"), "  \n"),
  );
  const problems = await problemsOf(folder);
  const at = (where: string) => problems.find((problem) => problem.where === where);
  expect(at("palette.primary")).toMatchObject({
    line: await lineOf(folder, "primary: orange"),
    column: 12,
    message: expect.stringContaining("#rrggbb"),
  });
  expect(at("zone")?.message).toContain("Europe/Lisbon");
  expect(at("products[1].picture")).toMatchObject({
    line: await lineOf(folder, "polar-day"),
    message: expect.stringContaining("There is no pictures/polar-day.png"),
  });
  expect(at("schedule[0]")?.message).toContain("mon 09:00");
  expect(at("tag-line")).toMatchObject({ line: 4, message: expect.stringContaining("not a known key") });
  expect(at("tagline")?.message).toContain("missing");
  expect(at("products[0].link")?.message).toContain("https://");
  expect(problems.find((problem) => problem.file === "voice.md")?.message).toContain("says nothing");
});

test("a picture that is no picture, a font that is a web font, and an empty logo are told apart", async () => {
  const folder = await nordlysWith([], async (copy) => {
    await writeFile(path.join(copy, "pictures/coffee.png"), "this is a text");
    await writeFile(path.join(copy, "fonts/figtree-semi-bold.ttf"), "wOF2 and more");
    await writeFile(path.join(copy, "fonts/familjen-grotesk-bold.ttf"), "nothing of the kind");
    await writeFile(path.join(copy, "logo.png"), "");
  });
  const told = Object.fromEntries((await problemsOf(folder)).map(({ where, message }) => [where, message]));
  expect(told["products[0].picture"]).toContain("cannot be used as a picture");
  expect(told["fonts.text.file"]).toContain("web font");
  expect(told["fonts.display.file"]).toContain("is not a font");
  expect(told.logo).toContain("is empty");
});

test("a picture too small to look sharp is refused with its size", async () => {
  const folder = await nordlysWith([], (copy) =>
    sharp({ create: { width: 200, height: 400, channels: 3, background: "#964" } }).toFile(
      path.join(copy, "pictures/coffee.png"),
    ),
  );
  expect(await problemsOf(folder)).toMatchObject([
    {
      where: "products[0].picture",
      message: "pictures/coffee.png is 200×400; both sides need 320 pixels or more to look sharp",
    },
  ]);
});

test("text that cannot be read on its ground is refused with the contrast it has", async () => {
  const folder = await nordlysWith([['text: "#f6f0e4"', 'text: "#4a6478"']]);
  const problems = await problemsOf(folder);
  expect(problems[0]).toMatchObject({
    where: "palette.text",
    message: expect.stringMatching(/background: contrast 2\.\d+:1/),
  });
  expect(problems.map((problem) => problem.where)).toContain("palette.text");
});

test("a handle or a slot given twice, and a product that says what the brand forbids, are found", async () => {
  const folder = await nordlysWith([
    ["handle: polar-night", "handle: first-light"],
    ["  - tue 15:30", "  - mon 07:30"],
    ["Holds its own in milk", "A healthy morning in milk"],
  ]);
  expect((await problemsOf(folder)).map(({ where, message }) => `${where}: ${message}`)).toEqual([
    'schedule[1]: "mon 07:30" is there twice; each may be there once',
    'products[1].handle: "first-light" is there twice; each may be there once',
    'products[1].benefits[0]: This says "healthy", which claims.banned forbids',
  ]);
});

test("a banned word inside another word is no banned word", async () => {
  const folder = await nordlysWith([["Holds its own in milk", "Secures the flavour of milk"]]);
  await expect(loadKit(folder, kitTools)).resolves.toBeTruthy();
});

test("a file outside the folder is not read, by name or by link", async () => {
  const outside = path.join(scratch, "outside.png");
  await cp(path.join(kits, "nordlys-coffee/pictures/coffee.png"), outside);
  const climbing = await nordlysWith([["picture: pictures/coffee.png", "picture: ../outside.png"]]);
  expect(await problemsOf(climbing)).toMatchObject([{ where: "products[0].picture" }]);
  const linked = await nordlysWith([], async (folder) => {
    await rm(path.join(folder, "pictures/coffee.png"));
    await symlink(outside, path.join(folder, "pictures/coffee.png"));
  });
  expect((await problemsOf(linked))[0]?.message).toContain("leads out of the kit's folder");
});

test("a name that differs only in its capitals is pointed at", async () => {
  const folder = await nordlysWith([], (copy) => rename(path.join(copy, "logo.png"), path.join(copy, "Logo.PNG")));
  expect((await problemsOf(folder))[0]).toMatchObject({
    where: "logo",
    message: "There is no logo.png, but there is Logo.PNG: small and capital letters count",
  });
});

test("a folder that is no kit says so", async () => {
  const nowhere = path.join(scratch, "nowhere");
  expect((await problemsOf(nowhere))[0]?.message).toContain("There is no folder");
  await mkdir(path.join(scratch, "bare"));
  expect((await problemsOf(path.join(scratch, "bare")))[0]?.message).toContain("no kit.yaml");
  expect((await problemsOf(path.join(kits, "load.ts")))[0]?.message).toContain("is a file");
  const both = await nordlysWith([], (folder) => writeFile(path.join(folder, "kit.json"), "{}"));
  expect((await problemsOf(both))[0]?.message).toContain("keep one of the two");
  const empty = await nordlysWith([], (folder) => writeFile(path.join(folder, "kit.yaml"), "- just\n- a list"));
  expect((await problemsOf(empty))[0]?.message).toContain("should be a group of keys, and is a list");
});

test("a roster's mistakes are told with their line in personas.yaml", async () => {
  const folder = await nordlysWith([], async (copy) => {
    const file = path.join(copy, "personas.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("voice: rms", "voice: hal").replace("hair: bob", "hair: mohawk"));
  });
  const problems = await problemsOf(folder);
  expect(problems.map(({ file, where, line }) => [file, where, line])).toEqual([
    ["personas.yaml", "personas[0].look.hair", await lineOf(folder, "mohawk", "personas.yaml")],
    ["personas.yaml", "personas[1].voice", await lineOf(folder, "hal", "personas.yaml")],
  ]);
  const twins = await nordlysWith([], async (copy) => {
    const file = path.join(copy, "personas.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("Ansel Okafor", "maja solberg"));
  });
  expect((await problemsOf(twins))[0]).toMatchObject({ where: "personas[1].name" });
});

test("a kit needs no roster, and a product without price or picture is noted, not refused", async () => {
  const folder = await nordlysWith([["picture: pictures/cabin-mug.png", "picture: null"]], (copy) =>
    rm(path.join(copy, "personas.yaml")),
  );
  const loaded = await loadKit(folder, kitTools);
  expect(loaded.roster).toEqual([]);
  expect(loaded.notices.map((notice) => notice.where)).toEqual(["products[3].price", "products[3].picture"]);
});

test("the linter prints what an editor can jump to, and says whether the kit can be used", async () => {
  const folder = await nordlysWith([["slug: nordlys-coffee", "slug: Nordlys Coffee"]]);
  expect(await lintKit(folder, kitTools)).toEqual({
    usable: false,
    lines: [
      "  kit.yaml:3:7 slug: A slug has small letters, digits and dashes",
      `${path.basename(folder)} has 1 problem. Nothing was imported.`,
    ],
  });
  const good = await lintKit(path.join(kits, "lykke-bath"), kitTools);
  expect(good).toMatchObject({ usable: true });
  expect(good.lines.at(-1)).toContain("Lykke Bath is ready to import: 3 products, 3 personas");
});
