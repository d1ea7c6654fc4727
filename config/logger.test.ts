import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { createLogger } from "./logger.ts";

const lines: string[] = [];
const logger = createLogger("debug", { write: (line: string) => void lines.push(line) });
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
beforeEach(() => {
  lines.length = 0;
});

test("whatever is logged during something says during what, across waiting and by children", async () => {
  await logger.during({ runId: "r1" }, async () => {
    await pause(1);
    logger.info("first");
    await logger.during({ step: "s1" }, async () => {
      await pause(1);
      logger.child({ part: "mail" }).warn({ n: 2 }, "second");
    });
  });
  logger.info("after");
  expect(logged()).toMatchObject([
    { runId: "r1", msg: "first" },
    { runId: "r1", step: "s1", part: "mail", n: 2, msg: "second" },
    { msg: "after" },
  ]);
  expect(logged()[0]).not.toHaveProperty("step");
  expect(logged()[2]).not.toHaveProperty("runId");
});

test("two things at once are told apart", async () => {
  const one = async (runId: string) => {
    for (let n = 0; n < 20; n++) {
      await pause(Math.random() * 3);
      logger.info({ said: runId }, "tick");
    }
  };
  await Promise.all(["a", "b", "c"].map((runId) => logger.during({ runId }, () => one(runId))));
  expect(logged()).toHaveLength(60);
  expect(logged().filter(({ runId, said }) => runId !== said)).toEqual([]);
});

test("an error has its words and its stack in the log, under either name", () => {
  logger.error({ err: new Error("no bread") }, "x");
  logger.error({ error: new Error("no wine") }, "y");
  logger.error({ error: "a sentence" }, "z");
  expect(logged()).toMatchObject([
    { err: { message: "no bread", stack: expect.stringContaining("logger.test") } },
    { error: { message: "no wine", stack: expect.stringContaining("logger.test") } },
    { error: "a sentence" },
  ]);
});
