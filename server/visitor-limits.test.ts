import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { limitVisitors, publicActs } from "./visitor-limits.ts";

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(limits: Parameters<typeof limitVisitors>[0]): Promise<string> {
  const web = express();
  web.set("trust proxy", "loopback");
  web.all(publicActs, limitVisitors(limits));
  web.all("*", (_req, res) => void res.status(204).end());
  const started = createServer(web);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const post = "/showcase/nordlys/01a204ee-e641-7e42-8e43-7bbfdefe6b68";
const visitor = () => ({ cookie: `a=b; troupe_visitor=${randomUUID()}` });

async function send(
  origin: string,
  times: number,
  headers: () => Record<string, string>,
  act = "likes",
  method = "POST",
) {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) {
    statuses.push((await fetch(`${origin}${post}/${act}`, { method, headers: headers() })).status);
  }
  return statuses;
}

test("a visitor who sends more than people do is told so, whatever is sent, and others are not", async () => {
  const origin = await serve({ perVisitor: 5, perAddress: 100 });
  const greedy = visitor();
  expect(await send(origin, 3, () => greedy, "views")).toEqual([204, 204, 204]);
  expect(await send(origin, 4, () => greedy, "likes")).toEqual([204, 204, 429, 429]);
  const refused = await fetch(`${origin}${post}/shares`, { method: "POST", headers: greedy });
  expect(await refused.text()).toBe("That was too much at once. Wait a minute, then go on.");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await send(origin, 2, visitor)).toEqual([204, 204]);
});

test("an address that makes up visitors is told so, too; its neighbour's household is another", async () => {
  const origin = await serve({ perVisitor: 5, perAddress: 10 });
  const from = (address: string) => () => ({ ...visitor(), "x-forwarded-for": address });
  expect((await send(origin, 12, from("203.0.113.9"))).filter((status) => status === 429)).toHaveLength(2);
  expect(await send(origin, 1, from("203.0.113.10"))).toEqual([204]);
  let last = 0;
  const household = () => ({ ...visitor(), "x-forwarded-for": `2001:db8:0:1::${(last++).toString(16)}` });
  expect((await send(origin, 12, household)).filter((status) => status === 429)).toHaveLength(2);
});

test("looking is never counted, and after the window everything is as before", async () => {
  const origin = await serve({ perVisitor: 2, perAddress: 100, windowMs: 300 });
  const one = visitor();
  expect(await send(origin, 5, () => one, "likes", "GET")).toEqual([204, 204, 204, 204, 204]);
  expect(await send(origin, 3, () => one)).toEqual([204, 204, 429]);
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await send(origin, 1, () => one)).toEqual([204]);
});

test.each(["likes", "shares", "views", "likes/", "likes.data"])("%s cannot go around the limit", async (act) => {
  const origin = await serve({ perVisitor: 1, perAddress: 100 });
  const one = visitor();
  expect(await send(origin, 2, () => one, act)).toEqual([204, 429]);
});
