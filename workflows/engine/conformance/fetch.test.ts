import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fetch as stepFetch } from "inngest";
import { afterAll, beforeAll, expect } from "vitest";
import { conform } from "./conform.fixture.ts";

let site: Server;
const asked: string[] = [];

beforeAll(async () => {
  site = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    asked.push(`${request.method} ${request.url} ${request.headers["x-from"] ?? ""} ${body}`.trim());
    const status = request.url === "/missing" ? 404 : request.url === "/broken" ? 500 : 200;
    response.writeHead(status, { "content-type": "application/json", "x-said": "hello" });
    response.end(JSON.stringify({ path: request.url, body }));
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise<void>((resolve) => void site.close(() => resolve())));

const address = (path: string) => `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;

conform("step.fetch", {
  "a request is made for the step, and its answer is a Response": (on) => {
    on.fn({}, async ({ step }) => {
      const response = await step.fetch(address("/plain"));
      const said = response.headers.get("x-said");
      return [response.status, response.ok, said, await response.json()];
    });
    return async () => expect((await on.run()).output).toEqual([200, true, "hello", { path: "/plain", body: "" }]);
  },

  "method, headers and body go along": (on) => {
    on.fn({}, async ({ step }) => {
      const response = await step.fetch(address("/posted"), {
        method: "POST",
        headers: { "x-from": "troupe", "content-type": "application/json" },
        body: JSON.stringify({ n: 1 }),
      });
      return ((await response.json()) as { body: string }).body;
    });
    return async () => {
      expect((await on.run()).output).toBe('{"n":1}');
      expect(asked).toContain('POST /posted troupe {"n":1}');
    };
  },

  "a body that is not JSON is sent as a JSON string": (on) => {
    on.fn({}, async ({ step }) => {
      const response = await step.fetch(address("/text"), { method: "PUT", body: "some text" });
      return ((await response.json()) as { body: string }).body;
    });
    return async () => expect((await on.run()).output).toBe('"some text"');
  },

  "an answer that says no is an answer": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      const answers = [await step.fetch(address("/missing")), await step.fetch(address("/broken"))];
      return answers.map(({ status, ok }) => [status, ok]);
    });
    return async () =>
      expect((await on.run()).output).toEqual([
        [404, false],
        [500, false],
      ]);
  },

  "a request is made once, however often the function is called": (on) => {
    on.fn({}, async ({ step }) => {
      await step.fetch(address("/once"));
      await step.sleep("pause", "1s");
      return "done";
    });
    return async () => {
      const before = asked.filter((line) => line.includes("/once")).length;
      await on.run();
      expect(asked.filter((line) => line.includes("/once")).length - before).toBe(1);
    };
  },

  "a request that cannot be made is an error the function can catch": (on) => {
    on.fn({ retries: 0 }, async ({ step }) => {
      try {
        await step.fetch("http://127.0.0.1:9/nobody");
      } catch (error) {
        return (error as Error).name;
      }
      return "never";
    });
    return async () => expect((await on.run()).output).toBe("GatewayError");
  },

  "requests beside each other": (on) => {
    on.fn({}, async ({ step }) => {
      const answers = await Promise.all(["/a", "/b"].map((path) => step.fetch(address(path))));
      return Promise.all(answers.map(async (answer) => ((await answer.json()) as { path: string }).path));
    });
    return async () => expect((await on.run()).output).toEqual(["/a", "/b"]);
  },

  "fetch of the SDK is a step inside a function": (on) => {
    on.fn({}, async ({ step }) => {
      const response = await stepFetch(address("/bare"));
      await step.sleep("pause", "1s");
      return ((await response.json()) as { path: string }).path;
    });
    return async () => expect((await on.run()).output).toBe("/bare");
  },
});
