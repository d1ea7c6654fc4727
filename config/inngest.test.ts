import { expect, test } from "vitest";
import { EnvironmentRefused, readEnv } from "./env.ts";
import { isLoopback } from "./inngest.ts";

const key = "0123456789abcdef0123456789abcdef";
const keys = { INNGEST_SIGNING_KEY: key, INNGEST_EVENT_KEY: "studio" };

function problemsOf(source: Record<string, string>): string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentRefused) return error.problems;
    throw error;
  }
}

test("without any of its variables, and with INNGEST_DEV=0 alone, the embedded engine is chosen", () => {
  expect(readEnv({}).inngest).toBeUndefined();
  expect(readEnv({ INNGEST_DEV: "0", INNGEST_BASE_URL: "" }).inngest).toBeUndefined();
});

test("a development server is the usual one, or the one that is named", () => {
  expect(readEnv({ INNGEST_DEV: "1" }).inngest).toMatchObject({ dev: true, baseUrl: "http://localhost:8288" });
  expect(readEnv({ INNGEST_DEV: "http://127.0.0.1:9000" }).inngest).toMatchObject({ baseUrl: "http://127.0.0.1:9000" });
  const both = readEnv({ INNGEST_DEV: "true", INNGEST_BASE_URL: "http://127.0.0.1:9001" });
  expect(both.inngest).toMatchObject({ dev: true, dashboardUrl: "http://127.0.0.1:9001" });
});

test("a server of one's own and the cloud need both keys", () => {
  expect(readEnv({ ...keys, INNGEST_BASE_URL: "https://inngest.example" }).inngest).toMatchObject({
    dev: false,
    baseUrl: "https://inngest.example",
    signingKey: key,
    eventKey: "studio",
  });
  expect(readEnv(keys).inngest).toMatchObject({ baseUrl: undefined, dashboardUrl: "https://app.inngest.com" });
  const halves: Record<string, string>[] = [
    { INNGEST_BASE_URL: "https://inngest.example" },
    { INNGEST_SIGNING_KEY_FALLBACK: key },
  ];
  for (const given of halves) {
    const names = problemsOf(given).map((line) => line.split(":")[0]);
    expect(names).toEqual(["INNGEST_SIGNING_KEY", "INNGEST_EVENT_KEY"]);
  }
  expect(problemsOf({ INNGEST_EVENT_KEY: "studio", INNGEST_DEV: "0" }).join()).toMatch(/SIGNING_KEY: is missing/);
});

test.each(["0.0.0.0", "::", "192.168.1.4", "studio.example", "127.0.0.1.example"])(
  "unsigned calls are refused at boot when the studio listens at %s, with or without a key",
  (HOST) => {
    expect(problemsOf({ INNGEST_DEV: "1", HOST })).toEqual([expect.stringMatching(/^INNGEST_DEV: .*HOST=/)]);
    expect(problemsOf({ ...keys, INNGEST_DEV: "1", HOST })).toHaveLength(1);
    expect(problemsOf({ ...keys, HOST })).toEqual([]);
  },
);

test("unsigned calls are refused behind a proxy, too, though the studio listens on this machine only", () => {
  expect(problemsOf({ INNGEST_DEV: "1", PUBLIC_URL: "https://studio.example" })).toEqual([
    expect.stringContaining("PUBLIC_URL"),
  ]);
  expect(problemsOf({ INNGEST_DEV: "1", PUBLIC_URL: "http://localhost:4300" })).toEqual([]);
});

test.each(["secret", "abcd", `${key}f`, `signkey-prod-${key.slice(2)}`, "zz".repeat(20)])(
  "the signing key %s is refused: it could be guessed, or would be read as another one",
  (INNGEST_SIGNING_KEY) => {
    expect(problemsOf({ ...keys, INNGEST_SIGNING_KEY })).toEqual([expect.stringMatching(/^INNGEST_SIGNING_KEY: must/)]);
  },
);

test.each([
  ["INNGEST_DEV", "yes"],
  ["INNGEST_DEV", "ftp://127.0.0.1"],
  ["INNGEST_BASE_URL", "inngest.example"],
  ["INNGEST_SERVE_ORIGIN", "file:///studio"],
])("%s=%s is refused by name", (name, value) => {
  expect(problemsOf({ ...keys, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: must be`))]);
});

test("only names and addresses of this machine are loopback", () => {
  expect(["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "::ffff:127.0.0.1"].every(isLoopback)).toBe(true);
  expect(["", "0.0.0.0", "127.0.0.1.example", "localhost.example", "10.0.0.1"].some(isLoopback)).toBe(false);
});
