import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openWindow } from "./browser.ts";

/** How a brief is written, chosen cell by cell, and cast, as a marketer does it. Nothing is launched. */
let browser: Browser;
const brand = "/b/nordlys-coffee";

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("what is typed is safe at once, after a reload, in another browser, and undone step by step", async () => {
  const { page, context, trouble } = await openWindow(browser);
  await page.goto(`${brand}/briefs/new?template=ugc-demo`);
  const name = page.getByLabel("Name", { exact: true });
  const goal = page.getByLabel("What the videos should achieve");
  const saved = page.getByText("Saved", { exact: true });
  await name.fill("Kept as typed");
  await saved.waitFor();
  await page.locator('input[name="lengths"][value="45"]').check();
  await page.getByLabel("Must say").fill("מרחבא\nFresh on Tuesday");
  await page.reload();
  await expect.poll(() => page.getByLabel("Must say").inputValue()).toBe("מרחבא\nFresh on Tuesday");
  expect(await page.locator('input[name="lengths"][value="45"]').isChecked()).toBe(true);
  await saved.waitFor();

  const address = page.url();
  const other = await openWindow(browser);
  await other.page.goto(address);
  expect(await other.page.getByLabel("Name", { exact: true }).inputValue()).toBe("Kept as typed");
  await other.context.close();

  await name.fill("Typed over");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => name.inputValue()).toBe("Kept as typed");

  await goal.fill("word ".repeat(20_000));
  await saved.waitFor();
  await page.getByRole("button", { name: "Save brief" }).click();
  await page.getByRole("alert").getByText("Keep it to 280 characters").waitFor();
  expect((await goal.inputValue()).length).toBe(100_000);
  await goal.fill("Show how it works");
  await page.getByLabel("Must say").fill("");
  await page.getByRole("button", { name: "Save brief" }).click();
  await page.waitForURL(/\/briefs\/[0-9a-f-]{36}$/);
  expect(trouble).toEqual([]);
  await context.close();
});

test("a cell of the matrix is put in by hand and by key, counted at once, and kept", async () => {
  const { page, context, trouble } = await openWindow(browser);
  await page.goto(`${brand}/briefs`);
  await page.getByRole("link", { name: "Kept as typed" }).first().click();
  await page.getByRole("link", { name: "Matrix" }).click();
  const count = page.locator("output strong");
  const videos = async () => Number.parseInt((await count.textContent()) ?? "", 10);
  const before = await videos();
  await page.locator('[data-square][data-state="out"]').first().click();
  await expect.poll(videos).toBe(before + 1);
  await page.keyboard.press("Space");
  await expect.poll(videos).toBe(before);
  await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.hasAttribute("data-square"))).toBe(true);
  await page.locator('[data-square][data-state="out"]').last().click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await expect.poll(videos).toBe(before + 1);
  await page.getByRole("button", { name: "Choose by rule" }).click();
  await expect.poll(videos).toBe(before);
  expect(trouble).toEqual([]);
  await context.close();
});

test("ten people are cast, one of them anew, one dropped, nine taken on, and sent home again", async () => {
  const { page, context, trouble } = await openWindow(browser);
  await page.goto(`${brand}/personas/cast`);
  await page.getByLabel("Who they are for").fill("People who brew filter coffee at home");
  await page.getByRole("button", { name: "Cast for me" }).click();
  const names = () => page.locator("main li h2").allTextContents();
  await expect.poll(async () => (await names()).length).toBe(10);
  const before = await names();
  await page.getByRole("button", { name: `Somebody else for ${before[2]}` }).click();
  await expect.poll(async () => (await names())[2]).not.toBe(before[2]);
  expect((await names()).filter((name) => before.includes(name))).toHaveLength(9);
  await page.getByRole("button", { name: `Drop ${before[0]}` }).click();
  await page.getByRole("button", { name: "Accept 9" }).click();
  await page.getByText("9 personas are on the roster.").waitFor();
  expect(await page.getByText(before[1]!).count()).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.getByText(before[1]!).count()).toBe(0);
  expect(trouble).toEqual([]);
  await context.close();
});
