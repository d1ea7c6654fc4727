import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

/** Flags under which Chromium runs headless as root and leaves the network alone. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--autoplay-policy=no-user-gesture-required",
];

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const phoneAgent =
  "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36";

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: inject("chromium"), args });

/** A browser window on the studio, signed in unless `guest`. Every script error fails the test that asked `trouble`. */
export async function openWindow(
  browser: Browser,
  options: { viewport?: typeof desktop; guest?: boolean; colorScheme?: "light" | "dark" } = {},
): Promise<{ page: Page; context: BrowserContext; trouble: string[] }> {
  const studio = inject("studio");
  const context = await browser.newContext({
    baseURL: studio.origin,
    viewport: options.viewport ?? desktop,
    colorScheme: options.colorScheme ?? "light",
    // Headless Chromium names itself, and the Showcase rightly counts nobody who does.
    ...(options.guest ? { userAgent: phoneAgent } : {}),
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  listenForTrouble(page, trouble);
  if (!options.guest) await signIn(page);
  return { page, context, trouble };
}

/** Adds whatever a tab's scripts complain of to `trouble`. */
export function listenForTrouble(page: Page, trouble: string[]): void {
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) trouble.push(message.text());
  });
}

async function signIn(page: Page): Promise<void> {
  const { email, password } = inject("studio");
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/b\//);
}
