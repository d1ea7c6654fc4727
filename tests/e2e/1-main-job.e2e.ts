import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openWindow, phone } from "./browser.ts";

/** The main job, as a marketer, a reviewer, a social manager and a passer-by do it, one after another on the demo. */
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
  await expect.poll(() => page.url()).not.toBe(first);

  const second = await watch();
  await page.keyboard.press("r");
  await page.getByLabel("Say what to change").fill("Please make it shorter.");
  await page.getByRole("dialog").getByRole("button", { name: "Send back" }).click();
  await page
    .getByRole("status")
    .getByText(/sent back/)
    .waitFor();
  await expect.poll(() => page.url()).not.toBe(second);

  const third = await watch();
  await page.keyboard.press("x");
  await page
    .getByRole("status")
    .getByText(/rejected/)
    .waitFor();
  await expect.poll(() => page.url()).not.toBe(third);

  const fourth = await watch();
  await page.keyboard.press("a");
  await page
    .getByRole("status")
    .getByText(/approved, goes out/)
    .waitFor();
  await expect.poll(() => page.url()).not.toBe(fourth);
});

test("the calendar shows what goes out", async () => {
  await page.goto(`${brand}/calendar`);
  await expect.poll(() => page.locator('a[href*="/posts/"]').count()).toBeGreaterThanOrEqual(1);
});

test("a passer-by on a phone watches, likes, shares and taps through to the product", async () => {
  const visitor = await openWindow(browser, { viewport: phone, guest: true });
  const handle = "/showcase/nordlys-coffee";
  await expect
    .poll(
      async () => {
        await visitor.page.goto(handle);
        return visitor.page.locator("article[data-post]").count();
      },
      { timeout: 120_000, interval: 3000 },
    )
    .toBeGreaterThanOrEqual(1);
  const card = visitor.page.locator("article[data-post]").first();
  expect(await card.getByText("AI-generated", { exact: true }).isVisible()).toBe(true);
  const viewed = visitor.page.waitForRequest(/\/views$/);
  const video = card.locator("video");
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime), { timeout: 20_000 })
    .toBeGreaterThan(2);
  await viewed;
  await card.getByRole("button", { name: "Like" }).click();
  await expect.poll(() => card.getByRole("button", { name: "Like" }).getAttribute("aria-pressed")).toBe("true");
  await visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const shared = visitor.page.waitForRequest(/\/shares$/);
  await card.getByRole("button", { name: "Share" }).click();
  await shared;
  expect(await visitor.page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /\/showcase\/nordlys-coffee\/[0-9a-f-]{36}$/,
  );
  const link = await card.locator("a.product").getAttribute("href");
  const response = await visitor.context.request.get(link ?? "", { maxRedirects: 0 });
  expect(response.status()).toBe(302);
  expect(response.headers().location).toMatch(/^https:\/\/.*utm_source=showcase/);
  const overflow = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(visitor.trouble).toEqual([]);
  await visitor.context.close();
});

test("the results show the view, the like and the click in plots and tables", async () => {
  await page.goto(`${brand}/results`);
  const readNow = page.getByRole("button", { name: "Read now" });
  await expect
    .poll(
      async () => {
        await readNow.click();
        await page.waitForTimeout(1500);
        return ((await page.locator("main").textContent()) ?? "").replace(/\s+/g, " ");
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toMatch(/Views1\s?1 post.*Click rate100 %.*Like rate100 %/);
  expect(await page.locator("figure svg").count()).toBeGreaterThanOrEqual(1);
  expect(await page.getByRole("table", { name: /Click rate by (hook|persona)/ }).count()).toBe(2);
  const csv = await page.context().request.get(`${brand}/results.csv`);
  expect(csv.headers()["content-type"]).toContain("text/csv");
  expect(trouble).toEqual([]);
});

test("the video sent back has come again as a second version, with what changed in words", async () => {
  await page.goto(`${brand}/library`);
  await page.locator("main article a").first().click();
  await page.waitForURL(/\/(videos|review)\//);
  await page.goto(page.url().replace("/review/", "/videos/"));
  await page.getByText("Version 2, this one").waitFor();
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
