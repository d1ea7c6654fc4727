import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openWindow } from "./browser.ts";

/** What is done with finished drafts: another hook, two versions beside each other, the library, and the script's desk. */
let browser: Browser;
let page: Page;
let trouble: string[];
let first: string;
let second: string;
let hook: string;
const brand = "/b/nordlys-coffee";

beforeAll(async () => {
  browser = await launch();
  ({ page, trouble } = await openWindow(browser));
});
afterAll(() => browser.close());

test("a draft of a brief gets another hook, and the new version is made before one's eyes", async () => {
  await page.goto(`${brand}/briefs`);
  await page.getByRole("link", { name: "Slower mornings" }).first().click();
  await page.waitForURL(/\/briefs\/[0-9a-f-]+/);
  const waiting = page.locator("article").filter({ hasText: "In review" }).locator("a[data-tile]");
  await waiting.first().waitFor({ timeout: 200_000 });
  const address = (await waiting.first().getAttribute("href")) ?? "";
  first = address.replace("/review/", "/videos/");
  await page.goto(first);
  await page.getByRole("button", { name: "Swap the hook" }).click();
  const hooks = page.getByRole("list", { name: "Other hooks" }).getByRole("button");
  await hooks.first().waitFor();
  hook = (await hooks.first().textContent()) ?? "";
  await hooks.first().click();
  await page.getByRole("progressbar", { name: /next version/ }).waitFor();
  const newer = page.getByRole("link", { name: /^See version \d+$/ }).first();
  await newer.waitFor({ timeout: 200_000 });
  second = (await newer.getAttribute("href")) ?? "";
  await page.goto(second);
  await page.getByRole("listitem").filter({ hasText: hook }).first().waitFor();
});

test("both versions play", async () => {
  for (const address of [first, second]) {
    await page.goto(address);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(() => times().then(([at]) => at), { timeout: 30_000 }).toBeGreaterThan(0.3);
  }
});

test("they are compared as one: one button plays both, an edge wipes between them, and the words say what changed", async () => {
  await page
    .getByRole("link", { name: /^Compare with version/ })
    .first()
    .click();
  await page.waitForURL(/\/compare/);
  await page.getByRole("button", { name: "Play both" }).click();
  await expect.poll(() => times().then((both) => Math.min(...both)), { timeout: 30_000 }).toBeGreaterThan(1);
  await page.getByRole("button", { name: "Pause both" }).click();
  const [one = 0, other = 9] = await times();
  expect(Math.abs(one - other)).toBeLessThan(0.5);
  await page.keyboard.press("w");
  const edge = page.getByRole("slider", { name: "Edge between the two" });
  await edge.press("ArrowRight");
  expect(await edge.getAttribute("aria-valuenow")).toBe("52");
  // The hook's shot is another; what follows it is the same file.
  const fates = await page.locator("main ol li").allTextContents();
  expect(fates[0]).toContain("Drawn anew");
  expect(fates.filter((row) => row.includes("Same file")).length).toBeGreaterThanOrEqual(2);
  expect(await page.locator("main ins").count()).toBeGreaterThan(0);
  expect(trouble).toEqual([]);
});

test("the library finds it by what it says, previews it by key, and hands its files out by name", async () => {
  await page.goto(`${brand}/library?state=in-review`);
  const tile = page.locator(`a[data-tile][href="${second}"]`);
  await tile.waitFor();
  const search = page.getByRole("searchbox");
  await search.fill("no such words anywhere");
  await search.press("Enter");
  await page.getByRole("heading", { name: "No video fits" }).waitFor();
  await search.fill(wordsOf(hook));
  await search.press("Enter");
  await tile.focus();
  const preview = page.locator("article", { has: tile }).locator("video");
  const before = await preview.count();
  await page.keyboard.press("p");
  await expect.poll(() => preview.count(), { timeout: 15_000 }).toBe(before === 0 ? 1 : 0);
  const menu = page.locator("article", { has: tile }).locator("details");
  await menu.locator("summary").click();
  const names: string[] = [];
  for (const link of await menu.getByRole("link").all()) {
    const answer = await page.context().request.get((await link.getAttribute("href")) ?? "");
    expect(answer.status()).toBe(200);
    names.push(/filename="(.*)"/.exec(answer.headers()["content-disposition"] ?? "")?.[1] ?? "");
    if (names.at(-1)?.endsWith(".srt")) expect(await answer.text()).toMatch(/^1\n00:00:0\d,\d{3} --> /);
  }
  expect(names.map((name) => name.split(".").at(-1))).toEqual(["mp4", "srt", "vtt", "jpg", "html", "json"]);
  for (const name of names.slice(0, 4)) expect(name).toMatch(/^nordlys-coffee-slower-mornings-[a-z-]+-v\d\.\w+$/);
});

test("a line is changed at the script's desk with its seconds and its checks live, kept, and undone", async () => {
  await page.goto(second);
  await page.getByRole("link", { name: "Edit the script" }).click();
  const line = page.getByLabel("Line 2");
  const before = await line.inputValue();
  const seconds = page.getByRole("status").filter({ hasText: "words a second" });
  const said = await seconds.textContent();
  await line.fill("I used it for three weeks and my skin has never looked better than it does today.");
  await expect.poll(() => seconds.textContent(), { timeout: 15_000 }).not.toBe(said);
  await expect.poll(() => line.getAttribute("aria-invalid"), { timeout: 15_000 }).toBe("true");
  await line.fill(`${before} Really.`);
  await expect.poll(() => line.getAttribute("aria-invalid"), { timeout: 15_000 }).toBe(null);
  await page.keyboard.press("Control+s");
  const standing = page.getByRole("listitem").filter({ hasText: "Stands now" });
  await expect.poll(() => standing.textContent(), { timeout: 15_000 }).toContain("Edited by hand");
  await page.reload();
  expect(await line.inputValue()).toBe(`${before} Really.`);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => line.inputValue(), { timeout: 15_000 }).toBe(before);
  expect(trouble).toEqual([]);
});

/** What one would remember of a line: its longest two words. */
const wordsOf = (line: string) =>
  (line.match(/\p{L}+/gu) ?? [])
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 2)
    .join(" ");

/** Where the videos of the page are, in seconds. */
const times = () =>
  page.locator("main video").evaluateAll((all) => all.map((each) => (each as HTMLVideoElement).currentTime));
