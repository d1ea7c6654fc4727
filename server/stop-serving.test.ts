import { createServer, get, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { trackAnswers } from "./stop-serving.ts";

let server: Server;
afterEach(() => server.closeAllConnections());

async function open() {
  const closing = new AbortController();
  server = createServer((req, res) => {
    if (req.url === "/events") {
      res.setHeader("Content-Type", "text/event-stream");
      res.write(": hello\n\n");
      return;
    }
    if (req.url === "/never") return;
    // Answers once the whole of what is sent is there.
    req.resume().on("end", () => setTimeout(() => res.end("whole"), 50));
  });
  const answers = trackAnswers(server, closing.signal);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { answers, closing, port: (server.address() as AddressInfo).port };
}

type Told = { status: number; body: string; connection: string | undefined };

/** Sends half of a form, and the rest when it is told to. */
function send(port: number, path: string, method = "POST") {
  let finish = () => {};
  const answer = new Promise<Told | "cut">((resolve) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: { "content-length": "10" } }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("error", () => resolve("cut"));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body, connection: response.headers.connection }),
      );
    });
    sent.on("error", () => resolve("cut"));
    sent.write("12345");
    finish = () => sent.end("67890");
  });
  return { answer, finish: () => finish() };
}

test("what is being sent when the studio closes is taken whole and answered, and is the last on its connection", async () => {
  const { answers, closing, port } = await open();
  const sent = send(port, "/form");
  await expect.poll(answers.count).toBe(1);
  closing.abort();
  const stopped = answers.stop();
  sent.finish();
  expect(await sent.answer).toMatchObject({ status: 200, body: "whole" });
  await stopped;
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test("between the first word of closing and the last, answers end their connections", async () => {
  const { closing, port } = await open();
  const before = await fetch(`http://127.0.0.1:${port}/`);
  closing.abort();
  const after = await fetch(`http://127.0.0.1:${port}/`);
  expect([before.headers.get("connection"), after.headers.get("connection")]).toEqual(["keep-alive", "close"]);
});

test("a stream of events is ended at once and holds nobody up", async () => {
  const { answers, closing, port } = await open();
  const ended = new Promise<void>((resolve) => {
    get({ host: "127.0.0.1", port, path: "/events" }, (response) => {
      response
        .resume()
        .on("close", resolve)
        .on("error", () => undefined);
    });
  });
  await expect.poll(answers.count).toBe(1);
  const began = performance.now();
  closing.abort();
  await answers.stop();
  await ended;
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("what never ends is cut, what only reads sooner than what writes", async () => {
  const { answers, closing, port } = await open();
  const [reading, writing] = [send(port, "/never", "GET"), send(port, "/never")];
  await expect.poll(answers.count).toBe(2);
  const ends: string[] = [];
  void reading.answer.then((told) => ends.push(`reading ${told}`));
  void writing.answer.then((told) => ends.push(`writing ${told}`));
  closing.abort();
  await answers.stop({ reading: 100, writing: 400 });
  await expect.poll(() => ends).toEqual(["reading cut", "writing cut"]);
});
