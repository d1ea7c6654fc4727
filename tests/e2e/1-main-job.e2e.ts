import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openWindow } from "./browser.ts";

/**
 * The main job, as a marketer, a reviewer and a social manager do it, one after another on the demo. What becomes of the
 * video that is approved here for a minute to come is seen in 3-published; other journeys pass the time till then.
 */
let browser: Browser;
let page: Page;
let trouble: string[];
const brand = "/b/nordlys-coffee";

beforeAll(async () => {
  browser = await launch();
  ({ page, trouble } = await openWindow(browser));
});
afterAll(() => browser.close());

test("the roster shows every persona with a face", async () => {
  await page.goto(`${brand}/personas`);
  const faces = page.getByRole("img", { name: /Portrait of/ });
  await faces.first().waitFor();
  expect(await faces.count()).toBeGreaterThanOrEqual(3);
  const drawn = await faces.first().evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth));
  expect(drawn).toBeGreaterThan(100);
});

test("variants turn into playable videos before one's eyes, without a reload", async () => {
  await page.goto(`${brand}/briefs`);
  await page.getByRole("link", { name: "Slower mornings" }).first().click();
  await page.waitForURL(/\/briefs\/[0-9a-f-]+/);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const posters = page.locator('img[src$="/poster"]');
  await expect.poll(() => posters.count(), { timeout: 200_000, interval: 1000 }).toBe(9);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("a reviewer watches, approves for a chosen minute, sends one back and rejects one", async () => {
  await page.goto(`${brand}/review`);
  const first = await watch();
  await page.getByText("At a time I choose").click();
  const soon = new Date(Date.now() + 75_000);
  await page.getByLabel(/^Time in /).fill(await wallClock(soon));
  await page.getByRole("button", { name: "Approve and schedule" }).click();
  await page
    .getByRole("status")
    .getByText(/approved/)
    .waitFor();
  await expect.poll(() => page.url(), { timeout: 20_000 }).not.toBe(first);

  const second = await watch();
  await page.keyboard.press("r");
  await page.getByLabel("Say what to change").fill("Please make it shorter.");
  await page.getByRole("dialog").getByRole("button", { name: "Send back" }).click();
  await page
    .getByRole("status")
    .getByText(/sent back/)
    .waitFor();
  await expect.poll(() => page.url(), { timeout: 20_000 }).not.toBe(second);

  const third = await watch();
  await page.keyboard.press("x");
  await page
    .getByRole("status")
    .getByText(/rejected/)
    .waitFor();
  await expect.poll(() => page.url(), { timeout: 20_000 }).not.toBe(third);

  const fourth = await watch();
  await page.keyboard.press("a");
  await page
    .getByRole("status")
    .getByText(/approved, goes out/)
    .waitFor();
  await expect.poll(() => page.url(), { timeout: 20_000 }).not.toBe(fourth);
});

test("the calendar shows what goes out", async () => {
  await page.goto(`${brand}/calendar`);
  await expect.poll(() => page.locator('a[href*="/posts/"]').count()).toBeGreaterThanOrEqual(1);
  expect(trouble).toEqual([]);
});

test("the video sent back has come again as a second version, with what changed in words", async () => {
  const isSecond = async () => {
    await page.goto(`${brand}/library`);
    await page.locator("main article a").first().click();
    await page.waitForURL(/\/(videos|review)\//);
    await page.goto(page.url().replace("/review/", "/videos/"));
    const named = page.getByText("Version 2, this one").waitFor({ timeout: 2000 });
    return named.then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isSecond, { timeout: 200_000, interval: 1000 }).toBe(true);
  expect(await page.locator("main ins, main del").count()).toBeGreaterThan(0);
});

/** Waits until the video on the desk plays, and answers its address. */
async function watch(): Promise<string> {
  await page.waitForURL(/\/review\/[0-9a-f-]+/);
  const video = page.locator("video").first();
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(2);
  expect(await video.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.videoHeight])).toEqual([
    1080, 1920,
  ]);
  return page.url();
}

/** An instant as the page's own field takes it: the brand's wall clock, to the minute. */
async function wallClock(at: Date): Promise<string> {
  const label = await page.getByLabel(/^Time in /).getAttribute("aria-label");
  const timeZone = (label ?? "").replace("Time in ", "");
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
  return parts.replace(" ", "T");
}
