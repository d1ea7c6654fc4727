import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { desktop, launch, listenForTrouble, openWindow, phone } from "./browser.ts";
import { brand, pages } from "./pages.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const looks = [
  { name: "wide and light", viewport: desktop, colorScheme: "light" },
  { name: "at 390 px and dark", viewport: phone, colorScheme: "dark" },
] as const;

describe.each(looks)("$name", ({ viewport, colorScheme }) => {
  test("no page overflows, breaks a rule of accessibility seriously, or reports a script error", async () => {
    const { page, context, trouble } = await openWindow(browser, { viewport, colorScheme });
    const addresses = [...pages, ...(await pagesOfRows(page)), "/showcase/nordlys-coffee", "/api"];
    const found: string[] = [];
    // Two tabs: one page's rules are checked while the other loads.
    const walk = async (tab: Page) => {
      for (let address = addresses.shift(); address; address = addresses.shift()) {
        found.push(...(await faultsOf(tab, address)));
      }
    };
    const second = await context.newPage();
    listenForTrouble(second, trouble);
    await Promise.all([walk(page), walk(second)]);
    expect(found).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });
});

async function faultsOf(page: Page, address: string): Promise<string[]> {
  const found: string[] = [];
  const response = await page.goto(address, { waitUntil: "load" });
  if (response?.status() !== 200) found.push(`${address} answered ${response?.status()}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) found.push(`${address} is ${overflow} px too wide`);
  // No page has a frame of another origin, so that the answer need not be put together in a tab of its own each time.
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .setLegacyMode()
    .analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact === "serious" || impact === "critical") found.push(`${address}: ${id} at ${nodes[0]?.target}`);
  }
  return found;
}

/** One page of each kind of row, found as a person would: by the first link of its list. */
async function pagesOfRows(page: Page): Promise<string[]> {
  const lists: [list: string, link: RegExp, rest?: string][] = [
    [`${brand}/briefs`, /\/briefs\/[0-9a-f-]{36}$/],
    [`${brand}/personas`, /\/personas\/[0-9a-f-]{36}$/],
    [`${brand}/personas`, /\/personas\/[0-9a-f-]{36}$/, "/edit"],
    [`${brand}/products`, /\/products\/[0-9a-f-]{36}$/],
    [`${brand}/library`, /\/videos\/[0-9a-f-]{36}$/],
    [`${brand}/library`, /\/videos\/[0-9a-f-]{36}$/, "/compare"],
    [`${brand}/calendar?view=list`, /\/posts\/[0-9a-f-]{36}$/],
    ["/settings/activity", /\/settings\/activity\/[0-9A-Z]{26}$/],
    ["/settings/members", /\/settings\/members\/[\w-]+$/],
  ];
  const found: string[] = [];
  for (const [list, link, rest = ""] of lists) {
    await page.goto(list, { waitUntil: "load" });
    const addresses = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    const address = addresses.map((each) => each.replace("/review/", "/videos/")).find((each) => link.test(each));
    expect(address, `a link like ${link} on ${list}`).toBeDefined();
    found.push(`${address}${rest}`);
  }
  await page.goto(found[0]!, { waitUntil: "load" });
  const script = await page.locator('a[href*="?read="]').first().getAttribute("href");
  return [...found, `${brand}/filming/${script?.split("?read=")[1]}`];
}

test("without signing in every page of the studio leads to the sign-in, and back", async () => {
  const { page, context } = await openWindow(browser, { guest: true });
  for (const address of pages) {
    await page.goto(address);
    expect(new URL(page.url()).pathname, address).toBe("/sign-in");
  }
  await context.close();
});

test("an unknown brand, brief and video are 404 pages in our words", async () => {
  const { page, context } = await openWindow(browser);
  const unknown = "00000000-0000-7000-8000-000000000000";
  for (const address of [
    "/b/nobody/today",
    `${brand}/briefs/${unknown}`,
    `${brand}/review/${unknown}`,
    `${brand}/personas/not-an-id`,
    "/settings/activity/not-a-run",
    "/nowhere",
  ]) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(404);
    expect(await page.locator("h1").textContent()).not.toBe("");
  }
  await context.close();
});

test("a brief without personas is refused, and what was typed is still there", async () => {
  const { page, context } = await openWindow(browser);
  await page.goto(`${brand}/briefs/new`);
  await page.getByLabel("Name", { exact: false }).first().fill("Nobody in it");
  for (const box of await page.locator('input[type="checkbox"][name="personaIds"]').all())
    await box.uncheck({ force: true });
  await page.getByRole("button", { name: "Save brief" }).click();
  await page.getByText("Choose at least one persona").first().waitFor();
  expect(await page.getByLabel("Name", { exact: false }).first().inputValue()).toBe("Nobody in it");
  await context.close();
});
