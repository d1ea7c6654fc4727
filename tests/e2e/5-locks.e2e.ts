import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, listenForTrouble, openWindow } from "./browser.ts";
import { brand, pages } from "./pages.ts";

let browser: Browser;
let context: BrowserContext;
let page: Page;
let trouble: string[];
let breaches: string[] = [];

beforeAll(async () => {
  browser = await launch();
  ({ page, context, trouble } = await openWindow(browser));
  await context.exposeFunction("reportBreach", (breach: string) => void breaches.push(breach));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      (window as unknown as { reportBreach(what: string): void }).reportBreach(
        `${location.pathname}: ${effectiveDirective} ${blockedURI} ${sourceFile}`,
      ),
    );
  });
});
afterAll(() => browser.close());

test("no page does anything that its own policy forbids, opened by itself", async () => {
  breaches = [];
  const addresses = [...pages, `${brand}/calendar?view=list`, "/showcase/nordlys-coffee", "/nowhere"];
  // Two tabs: one waits for what its page loads late while the other loads the next.
  const walk = async (tab: Page) => {
    for (let address = addresses.shift(); address; address = addresses.shift()) {
      const response = await tab.goto(address, { waitUntil: "load" });
      const policy = response?.headers()["content-security-policy"] ?? "";
      expect(policy, address).toMatch(/default-src 'none'/);
      expect(policy, address).toMatch(/script-src [^;]*'nonce-[\w+/=]{20,}'/);
      expect(policy, address).not.toMatch(/script-src [^;]*'unsafe-|(^|; )style-src [^;]*'unsafe-|\*/);
      await tab.waitForTimeout(300); // What a page loads late, and reports late.
    }
  };
  const second = await context.newPage();
  listenForTrouble(second, trouble);
  await Promise.all([walk(page), walk(second)]);
  await second.close();
  expect(breaches).toEqual([]);
  expect(trouble).toEqual([]);
});

test("nor on the way from one page to the next", async () => {
  breaches = [];
  await page.goto(`${brand}/today`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  for (const place of ["briefs", "calendar", "results", "personas", "products", "library"]) {
    await page.locator(`nav a[href="${brand}/${place}"]`).first().click();
    await page.waitForURL(new RegExp(`/${place}`));
    await page.waitForTimeout(500);
  }
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  expect(breaches).toEqual([]);
});

test("two answers never carry the same nonce", async () => {
  const nonceOf = async () =>
    /'nonce-([^']+)'/.exec(
      (await context.request.get(`${brand}/today`)).headers()["content-security-policy"] ?? "",
    )?.[1];
  const [one, other] = [await nonceOf(), await nonceOf()];
  expect(one).toBeDefined();
  expect(one).not.toBe(other);
});

const plants = [
  "<script>window.planted=1</script>",
  "<img src=x onerror=window.planted=1>",
  "</script><script>window.planted=1</script>",
  '"><svg onload=window.planted=1>',
  "{{constructor.constructor('window.planted=1')()}}",
];

test("a script in a title, a name or an opinion is shown as the words that it is", async () => {
  breaches = [];
  for (const plant of plants) {
    await page.goto(`${brand}/products/new`);
    await page.locator('[name="title"]').fill(`Cup ${plant}`);
    await page.locator('[name="description"]').fill(`A cup for coffee. ${plant}`);
    await page.locator('[name="benefits"]').fill(`Keeps warm ${plant}`);
    await page.locator('[name="facts"]').fill(`Holds 30 cl ${plant}`);
    await page.locator('form:has([name="title"]) button[type="submit"]').click();
    await page.waitForURL(/\/products\/[0-9a-f-]{36}$/);
    await page.locator("h1", { hasText: plant }).waitFor();
    await page.reload({ waitUntil: "load" });
    await page.locator("h1", { hasText: plant }).waitFor();
    expect(await page.evaluate(() => "planted" in window), plant).toBe(false);
  }
  for (const address of [`${brand}/products`, `${brand}/briefs/new`]) {
    await page.goto(address, { waitUntil: "load" });
    for (const plant of plants) await page.getByText(plant).first().waitFor({ state: "attached" });
    expect(await page.evaluate(() => "planted" in window), address).toBe(false);
  }
  expect(breaches).toEqual([]);
});

test("a script that somebody on the way puts into a page does not run, nor does anything that would stand in for one", async () => {
  const smuggled = `
    <script>window.planted = 1</script>
    <script nonce="guessed">window.planted = 2</script>
    <script src="https://evil.example/a.js"></script>
    <script type="module">window.planted = 3</script>
    <img src="x" onerror="window.planted = 4">
    <iframe srcdoc="<script>parent.planted = 5</script>"></iframe>
    <object data="data:text/html,<script>parent.planted = 6</script>"></object>
    <link rel="stylesheet" href="https://evil.example/a.css">
    <style>body { background: red !important }</style>
    <base href="https://evil.example/">
    <a id="smuggled" href="javascript:window.planted = 7">Free coffee</a>
    <form id="phish" action="https://evil.example/" method="post"></form>`;
  breaches = [];
  await page.route(`**${brand}/today`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace("</body>", `${smuggled}</body>`) });
  });
  await page.goto(`${brand}/today`, { waitUntil: "load" });
  await page.evaluate(() => {
    (document.getElementById("smuggled") as HTMLAnchorElement | null)?.click();
    (document.getElementById("phish") as HTMLFormElement | null)?.submit();
  });
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => "planted" in window)).toBe(false);
  expect(new URL(page.url()).pathname).toBe(`${brand}/today`);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe("rgb(255, 0, 0)");
  const stopped = new Set(breaches.map((breach) => breach.split(" ")[1]));
  for (const directive of [
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "object-src",
    "base-uri",
    "form-action",
  ]) {
    expect([...stopped], directive).toContain(directive);
  }
  await page.unroute(`**${brand}/today`);
});

test("a page of another site can neither frame the studio nor send its forms", async () => {
  const { page: theirs, context: away } = await openWindow(browser);
  const { origin } = new URL(theirs.url());
  await theirs.route("https://evil.example/", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<iframe src="${origin}/settings"></iframe><form method="post" action="${origin}/sign-out"><button>Win</button></form>`,
    }),
  );
  await theirs.goto("https://evil.example/");
  await theirs.waitForTimeout(500);
  const framed = theirs.frames().find((frame) => frame.parentFrame() !== null);
  expect(await framed?.locator("form").count()).toBe(0);
  const answered = theirs.waitForResponse(`${origin}/sign-out`);
  await theirs.getByRole("button", { name: "Win" }).click();
  expect((await answered).status()).toBe(403);
  expect((await away.request.get(`${origin}/settings`, { maxRedirects: 0 })).status()).toBe(200);
  await away.close();
});

test("cookies that let somebody in are out of reach for scripts and for other sites", async () => {
  const cookies = await context.cookies();
  const session = cookies.find(({ name }) => name.endsWith("session_token"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(cookies.filter(({ httpOnly, sameSite }) => !httpOnly || sameSite === "None")).toEqual([]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
});
