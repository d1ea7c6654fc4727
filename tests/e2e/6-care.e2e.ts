import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readArchive } from "#studio/workspaces/archive.ts";
import { launch, openWindow } from "./browser.ts";

let browser: Browser;
let page: Page;
let trouble: string[];
let folder: string;

beforeAll(async () => {
  browser = await launch();
  ({ page, trouble } = await openWindow(browser));
  folder = await mkdtemp(path.join(tmpdir(), "troupe-care-"));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Clicks, and keeps what the browser is given to save. */
async function saved(name: string, click: () => Promise<void>): Promise<string> {
  const given = page.waitForEvent("download");
  await click();
  const file = path.join(folder, name);
  await (await given).saveAs(file);
  return file;
}

test("how long things are kept is said on a page, stays said, and is in the audit", async () => {
  await page.goto("/settings");
  await page.getByRole("link", { name: /^Data/ }).click();
  await page.getByLabel("Letters in the outbox").selectOption("7");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  await page.reload();
  expect(await page.getByLabel("Letters in the outbox").inputValue()).toBe("7");
  expect(await page.getByLabel("Single readings").inputValue()).toBe("90");
});

test("the audit is narrowed by its address, and downloaded as it is narrowed", async () => {
  await page.goto("/settings/audit");
  const all = await page.locator("li details").count();
  expect(all).toBeGreaterThan(1);
  await page.getByLabel("What", { exact: true }).selectOption("workspace.changed");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/act=workspace\.changed/);
  const entry = page.locator("li details").first();
  await entry.waitFor();
  expect(await page.locator("li details").count()).toBeLessThan(all);
  await entry.locator("summary").click();
  expect(await entry.locator("dl").textContent()).toMatch(/kept days › mails/);
  const file = await saved("audit.csv", () => page.getByRole("link", { name: "Download as CSV" }).click());
  const [header, ...rows] = (await readFile(file, "utf8")).trim().split("\r\n");
  expect(header).toMatch(/act/);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.includes("workspace.changed"))).toBe(true);
});

test("the workspace is taken elsewhere in one archive, with nothing in it that opens anything", async () => {
  await page.goto("/settings/workspace");
  const download = page.getByRole("button", { name: "Download the workspace" });
  const file = await saved("workspace.tar", () => download.click());
  const entries: string[] = [];
  let manifest: { format: string; tables: { name: string; rows: number; omitted: string[] }[] } | undefined;
  await readArchive(file, async (entry, source) => {
    entries.push(entry);
    const words = /\.json(l)?$/.test(entry) ? await text(source) : void (await source.resume());
    if (entry === "manifest.json") manifest = JSON.parse(words ?? "");
    if (entry.startsWith("rows/")) expect(words, entry).not.toMatch(/"(password|token|secret\w*|sealed)":/);
  });
  expect(entries.at(-1)).toBe("manifest.json");
  expect(manifest?.format).toBe("troupe-workspace-1");
  expect(manifest?.tables.find(({ name }) => name === "brands")?.rows).toBeGreaterThan(0);
  expect(entries).toEqual(expect.arrayContaining(["rows/brands.jsonl", "rows/people.jsonl"]));
});

test("the workspace is not deleted by whoever does not write its name out", async () => {
  await page.goto("/settings/workspace");
  const field = page.getByLabel(/^Type “/);
  const asked = await page
    .getByText(/^Type “/)
    .first()
    .textContent();
  const name = /^Type “(.*)”$/.exec(asked?.trim() ?? "")?.[1] ?? "";
  expect(name).not.toBe("");
  for (const typed of ["", name.slice(0, -1), name.toUpperCase() === name ? `${name}x` : name.toUpperCase()]) {
    await field.fill(typed);
    await page.getByRole("button", { name: "Delete the workspace" }).click();
    await page.getByText(`Type “${name}” to delete it. Nothing was deleted.`).first().waitFor();
  }
  await page.goto("/settings");
  await page.getByText(name).first().waitFor();
  expect(trouble).toEqual([]);
});
