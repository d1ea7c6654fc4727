import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openWindow, phone } from "./browser.ts";

/** What was approved for a chosen minute goes out then: a passer-by sees it, and the results tell of them. */
let browser: Browser;
let page: Page;
let trouble: string[];
const brand = "/b/nordlys-coffee";

beforeAll(async () => {
  browser = await launch();
  ({ page, trouble } = await openWindow(browser));
});
afterAll(() => browser.close());

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
