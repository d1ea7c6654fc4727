import { expect, test } from "vitest";
import { EnvironmentRefused, readEnv } from "./env.ts";

test("an empty environment is enough", () => {
  expect(readEnv({})).toMatchObject({ port: 4300, databaseUrl: undefined, textProvider: "house" });
});

test("a language model's key chooses its writer, unless another was chosen", () => {
  expect(readEnv({ OPENAI_API_KEY: "k" }).textProvider).toBe("openai");
  expect(readEnv({ OPENAI_API_KEY: "k", TEXT_PROVIDER: "house" }).textProvider).toBe("house");
});

test("hosts inside are listed by commas, and what is none is named", () => {
  expect(readEnv({}).fetchAllowHosts).toEqual([]);
  const { fetchAllowHosts } = readEnv({ FETCH_ALLOW_HOSTS: "Shop.internal, 192.168.1.20:8000,[fd00::5]" });
  expect(fetchAllowHosts).toEqual(["shop.internal", "192.168.1.20:8000", "[fd00::5]"]);
  for (const odd of ["http://shop.internal", "a b", "shop.internal/x", "u@h", "shop:99999", ","]) {
    expect(() => readEnv({ FETCH_ALLOW_HOSTS: odd }), odd).toThrow(/FETCH_ALLOW_HOSTS/);
  }
});

test("every problem is named at once", () => {
  try {
    readEnv({ PORT: "99999", AUTH_SECRET: "short", DATABASE_URL: "mysql://x" });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentRefused);
    expect((error as EnvironmentRefused).problems.map((line) => line.split(":")[0]).sort()).toEqual([
      "AUTH_SECRET",
      "DATABASE_URL",
      "PORT",
    ]);
  }
});
