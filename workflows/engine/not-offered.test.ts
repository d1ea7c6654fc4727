import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEngine, type TestEngine } from "./engine.fixture.ts";

let studio: TestEngine;

beforeAll(async () => {
  studio = await startTestEngine((inngest) => [
    inngest.createFunction({ id: "infers", triggers: [{ event: "infers" }], retries: 0 }, async ({ step }) =>
      step.ai.infer("ask", { model: step.ai.models.openai({ model: "gpt-4" }), body: { messages: [] } }),
    ),
  ]);
});
afterAll(() => studio.close());

test("step.ai.infer fails with what to do instead", async () => {
  await studio.inngest.send({ name: "infers" });
  const [run] = await studio.runs("infers", "failed");
  expect(run?.problem).toBe("NotOffered: The embedded engine does not offer step.ai.infer. Use step.run for this.");
});
