import { expect, test } from "vitest";
import { EnvironmentRefused, readEnv } from "./env.ts";

test("an empty environment is enough", () => {
  expect(readEnv({})).toMatchObject({ port: 4300, databaseUrl: undefined, textProvider: "house" });
});

test("a language model's key chooses its writer, unless another was chosen", () => {
  expect(readEnv({ OPENAI_API_KEY: "k" }).textProvider).toBe("openai");
  expect(readEnv({ OPENAI_API_KEY: "k", TEXT_PROVIDER: "house" }).textProvider).toBe("house");
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
