import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";

const script = fileURLToPath(new URL("audit.mjs", import.meta.url));
let registry: Server | undefined;
afterEach(() => registry?.close());

type Advisory = { name: string; severity: "low" | "moderate" | "high" | "critical" };

/** A registry that knows something against packages; `asked` are the packages that npm asked about. */
async function serve(answer: Advisory[] | number): Promise<{ url: string; asked: Set<string> }> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (typeof answer === "number") return response.writeHead(answer).end();
      if (request.method !== "POST") return response.writeHead(404).end("{}");
      const body = Buffer.concat(chunks);
      const packages = JSON.parse(
        (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString(),
      );
      for (const name of Object.keys(packages)) asked.add(name);
      const known = answer.map(({ name, severity }, id) => [
        name,
        [
          {
            id,
            url: `https://advisories.example/${id}`,
            title: `Trouble in ${name}`,
            severity,
            vulnerable_versions: "*",
          },
        ],
      ]);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(Object.fromEntries(known)));
    });
  });
  registry = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** With a cache of its own: npm keeps what a registry said against a package. */
async function audit(url: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const cache = await mkdtemp(path.join(tmpdir(), "troupe-audit-"));
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, npm_config_registry: url, npm_config_cache: cache, npm_execpath: undefined },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  await rm(cache, { recursive: true, force: true });
  return { code, said };
}

test("something grave against a package that the studio runs on fails, and is named", async () => {
  const { url, asked } = await serve([{ name: "express", severity: "high" }]);
  const { code, said } = await audit(url);
  expect(said).toContain("high: express");
  expect(said).toContain("Trouble in express (https://advisories.example/0)");
  expect(code).toBe(1);
  expect([asked.has("kysely"), asked.size > 100]).toEqual([true, true]);
});

test("something small against it, or grave against what only we develop with, does not", async () => {
  const { url } = await serve([
    { name: "express", severity: "moderate" },
    { name: "knip", severity: "critical" },
  ]);
  const { code, said } = await audit(url);
  expect(said).toContain("Dependency audit: 0 high or critical in production dependencies");
  expect(code).toBe(0);
});

test.each([405, 500])(
  "a registry that answers %i gave no audit: that is said, and fails only where it has to",
  async (status) => {
    const { url } = await serve(status);
    const relaxed = await audit(url);
    expect(relaxed.said).toMatch(/not done\. The registry gave no audit/);
    expect(relaxed.said).toContain(String(status));
    expect(relaxed.code).toBe(0);
    expect((await audit(url, "--required")).code).toBe(1);
  },
);

test("without a network it is said, too", async () => {
  const { code, said } = await audit("http://127.0.0.1:9/");
  expect(said).toMatch(/not done\./);
  expect(code).toBe(0);
});
