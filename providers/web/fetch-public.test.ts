import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchPublic, isPublicAddress } from "./fetch-public.ts";

let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  response.end("secret");
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => server.close());

const inside = [
  "127.0.0.1",
  "localhost",
  "0.0.0.0",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "2130706433",
  "0x7f000001",
  "0177.0.0.1",
  "127.1",
];
test.each(inside)("a server of this machine is not reached as %s", async (host) => {
  await expect(fetchPublic(`http://${host}:${port}/`)).rejects.toMatchObject({ name: "ProviderError", kind: "reject" });
  expect(asked).toBe(0);
});

test.each([
  "10.0.0.8",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "224.0.0.1",
  "fd00::1",
  "fe80::1",
  "::",
  "64:ff9b::7f00:1",
])("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));

test("ordinary addresses are public", () => {
  expect(["93.184.216.34", "2606:2800:220:1::1"].every(isPublicAddress)).toBe(true);
});

test.each(["ftp://example.com/a.png", "file:///etc/passwd", "not an address", "http://user:pass@example.com/"])(
  "%s is not fetched",
  async (url) => {
    await expect(fetchPublic(url)).rejects.toMatchObject({ kind: "reject" });
  },
);
