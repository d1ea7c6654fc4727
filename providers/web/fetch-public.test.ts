import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fetchPublic, postPublic } from "./fetch-public.ts";
import { isPublicAddress, type Resolve, type WebGuard } from "./public-address.ts";

/** Servers that stand for what is inside: whatever reaches the first has broken the guard. */
let connections = 0;
let inside: Server;
let insidePort: number;
let answer: RequestListener = (_, response) => void response.end("hello");
let outside: Server;
let outsidePort: number;

beforeAll(async () => {
  inside = await listen((_, response) => void response.end("secret"));
  inside.on("connection", () => {
    connections += 1;
  });
  outside = await listen((request, response) => answer(request, response));
  insidePort = portOf(inside);
  outsidePort = portOf(outside);
});
afterAll(() => {
  for (const server of [inside, outside]) {
    server.closeAllConnections();
    server.close();
  }
});
afterEach(() => {
  expect(connections).toBe(0);
});

/** Every local address of both families, so that no spelling of this machine misses the server. */
function listen(answering: RequestListener): Promise<Server> {
  const server = createServer(answering);
  return new Promise((resolve, reject) => {
    server.once("error", () => server.listen(0, "0.0.0.0").once("error", reject));
    server.on("listening", () => resolve(server));
    server.listen(0, "::");
  });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** The port rule is lifted for the server's own port, so that it is the address that is refused. */
const atItsPort = (more: WebGuard = {}): WebGuard => ({ ports: [insidePort], ...more });

const spellings = [
  // As they are written.
  ...["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1.", "0.0.0.0", "127.255.255.254"],
  // Decimal, hexadecimal, octal, short, mixed, with leading zeros, and too large for one part.
  ...["2130706433", "0x7f000001", "0X7F.1", "017700000001", "0177.0.0.1", "0177.0x0.0.1", "127.1", "127.0.1", "0"],
  ...["0x7f.0x0.0x0.0x1", "00000177.00.00.01", "0x0000007f.1", "127.0x000001"],
  // Percent-encoded, full-width and circled digits, and the ideographic full stop.
  ...["%31%32%37.0.0.1", "１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "ｌｏｃａｌｈｏｓｔ", "loc%61lhost"],
  // IPv6: itself, unspecified, IPv4-mapped, IPv4-compatible, translated, NAT64 (both prefixes), 6to4, Teredo, ISATAP.
  ...["[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::7f00:1]"],
  ...["[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]"],
  ...["[2001::80ff:fffe]", "[fe80::5efe:7f00:1]", "[fec0::1]", "[fd00:ec2::254]", "[fe80::a9fe:a9fe]", "[ff02::1]"],
  // Private networks, link-local and where clouds keep their machines' credentials.
  ...["10.0.0.8", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "2852039166", "0xA9FEA9FE"],
  ...["[::ffff:169.254.169.254]", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "100.64.0.1"],
  // Reserved, documentation, benchmarking, multicast, broadcast.
  ...["192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
  ...["[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[4000::1]"],
];

test("the table is as long as it is meant to be, without repeats", () => {
  expect(new Set(spellings).size).toBe(spellings.length);
  expect(spellings.length).toBeGreaterThanOrEqual(60);
});

test.each(spellings)("nothing inside is reached as %s", async (host) => {
  const refusal = { name: "ProviderError", kind: "reject", message: expect.stringContaining("not a public address") };
  await expect(fetchPublic(`http://${host}:${insidePort}/`, {}, atItsPort())).rejects.toMatchObject(refusal);
  await expect(
    postPublic(`http://${host}:${insidePort}/`, { headers: {}, body: "x" }, {}, atItsPort()),
  ).rejects.toMatchObject(refusal);
});

test.each([
  "ftp://example.com/a.png",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/_FLUSHALL",
  "data:text/plain,hello",
  "javascript:alert(1)",
  "blob:http://example.com/1",
  "unix:/var/run/docker.sock",
  "//example.com/a.png",
  "http://",
  "http://[fe80::1%25eth0]/",
  "http://127.0.0.1\0.example.com/",
  "http://256.256.256.256/",
  "http://1.2.3.4.5.6.0x7/",
  "not an address",
  "",
])("%j is no address that is asked", async (url) => {
  await expect(fetchPublic(url)).rejects.toMatchObject({ name: "ProviderError", kind: "reject" });
});

test("a name or password in an address is refused, also one that hides the host", async () => {
  for (const who of ["user:pass@", "user@", ":pass@", "example.com@", "example.com:80@"]) {
    const asked = fetchPublic(`http://${who}127.0.0.1:${insidePort}/`, {}, atItsPort());
    await expect(asked).rejects.toMatchObject({ kind: "reject" });
  }
});

test("a backslash, a fragment or a tab does not move the host", async () => {
  const hosts = [
    `127.0.0.1:${insidePort}\\@example.com`,
    `127.0.0.1:${insidePort}#@example.com`,
    `127.0.\t0.1:${insidePort}`,
  ];
  for (const host of hosts) {
    await expect(fetchPublic(`http://${host}/`, {}, atItsPort())).rejects.toMatchObject({
      kind: "reject",
      message: expect.stringContaining("not a public address"),
    });
  }
});

test.each([21, 22, 25, 465, 3306, 5432, 6379, 9200, 11211, 27017])("port %i is not asked anywhere", async (port) => {
  let looked = 0;
  const resolve: Resolve = async () => {
    looked += 1;
    return [{ address: "93.184.216.34", family: 4 }];
  };
  await expect(fetchPublic(`http://example.com:${port}/`, {}, { resolve })).rejects.toMatchObject({
    kind: "reject",
    message: expect.stringContaining(`Port ${port}`),
  });
  expect(looked).toBe(0);
});

describe("names", () => {
  const answers =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const ask = (resolve: Resolve, host = "shop.example") =>
    fetchPublic(`http://${host}:${insidePort}/`, { timeoutMs: 400 }, atItsPort({ resolve }));

  test.each([
    ["to this machine", ["127.0.0.1"]],
    ["through an alias to a private network", ["10.1.2.3"]],
    ["to a cloud's credentials", ["169.254.169.254"]],
    ["to this machine in IPv6", ["::1"]],
    ["to this machine in IPv6 clothes", ["::ffff:127.0.0.1"]],
    ["to a link with its zone", ["fe80::1%eth0"]],
    ["to a public and a private address", ["93.184.216.34", "127.0.0.1"]],
    ["to a private and a public address", ["192.168.0.1", "2606:2800:220:1::1"]],
    ["to nothing", []],
    ["to what is no address", ["inside"]],
  ])("a name that leads %s is refused", async (_, addresses) => {
    await expect(ask(answers(...addresses))).rejects.toMatchObject({ kind: "reject" });
  });

  test.each([
    "metadata.google.internal",
    "metadata.google.internal.",
    "127.0.0.1.nip.example",
    "xn--localhst-9wa.example",
  ])("%s gains nothing by its name", async (host) => {
    await expect(ask(answers("169.254.169.254"), host)).rejects.toMatchObject({ kind: "reject" });
  });

  test("a name is looked up once for a connection, so that an answer that changes afterwards is never used", async () => {
    let looked = 0;
    const changing: Resolve = async () => {
      looked += 1;
      return [{ address: looked === 1 ? "93.184.216.34" : "127.0.0.1", family: 4 }];
    };
    // The public address is nobody's server at that port: what matters is who was not asked.
    await expect(ask(changing)).rejects.toMatchObject({ name: "ProviderError", kind: "retry" });
    expect(looked).toBe(1);
    await expect(ask(changing)).rejects.toMatchObject({ kind: "reject" });
    expect(looked).toBe(2);
  });

  test("a name that does not resolve may be asked again later", async () => {
    const lost: Resolve = () => Promise.reject(Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" }));
    await expect(ask(lost)).rejects.toMatchObject({ name: "ProviderError", kind: "retry" });
  });
});

describe("an address that whoever runs the studio allows", () => {
  const allowed = (): WebGuard => ({
    allow: [`shop.internal:${outsidePort}`],
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  });
  const url = (path = "/") => `http://shop.internal:${outsidePort}${path}`;

  test("is asked although it is inside, and only at its port", async () => {
    answer = (_, response) => void response.end("hello");
    expect(Buffer.from(await fetchPublic(url(), {}, allowed())).toString()).toBe("hello");
    await expect(fetchPublic(`http://shop.internal:${insidePort}/`, {}, allowed())).rejects.toMatchObject({
      kind: "reject",
    });
    await expect(fetchPublic("http://shop.internal/", {}, allowed())).rejects.toMatchObject({ kind: "reject" });
    await expect(fetchPublic(`http://127.0.0.1:${outsidePort}/`, {}, allowed())).rejects.toMatchObject({
      kind: "reject",
    });
  });

  test.each([
    () => `http://127.0.0.1:${insidePort}/`,
    () => `http://localhost:${insidePort}/`,
    () => `//[::1]:${insidePort}/`,
    () => "http://169.254.169.254/latest/meta-data/",
    () => "file:///etc/passwd",
    () => "http://[",
    () => "gopher://x/",
  ])("leads nowhere inside by a redirect (%#)", async (to) => {
    answer = (_, response) => void response.writeHead(302, { location: to() }).end();
    await expect(fetchPublic(url(), {}, { ...allowed(), ports: [insidePort, 80] })).rejects.toMatchObject({
      name: "ProviderError",
      kind: "reject",
    });
  });

  test("may lead on to itself three times, not for ever", async () => {
    answer = (request, response) => {
      const hop = Number(request.url?.slice(1) || 0);
      if (hop === 3) response.end("there");
      else response.writeHead(302, { location: `/${hop + 1}` }).end();
    };
    expect(Buffer.from(await fetchPublic(url(), {}, allowed())).toString()).toBe("there");
    answer = (_, response) => void response.writeHead(302, { location: "/" }).end();
    await expect(fetchPublic(url(), {}, allowed())).rejects.toMatchObject({ kind: "reject" });
  });

  test("is cut off when it sends too much, too slowly, or breaks off", async () => {
    answer = (_, response) => void response.end(Buffer.alloc(300_000));
    const tooMuch = fetchPublic(url(), { maxBytes: 100_000 }, allowed());
    await expect(tooMuch).rejects.toMatchObject({ name: "ProviderError", kind: "reject" });
    answer = (_, response) => void response.writeHead(200).write("never ends");
    const slow = fetchPublic(url(), { timeoutMs: 300 }, allowed());
    await expect(slow).rejects.toMatchObject({ name: "ProviderError", kind: "retry" });
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("half");
      setTimeout(() => response.destroy(), 20);
    };
    await expect(fetchPublic(url(), {}, allowed())).rejects.toMatchObject({ name: "ProviderError", kind: "retry" });
  });

  test("does not unpack what is sent packed, so that a small answer stays small", async () => {
    let accepted: string | undefined;
    answer = (request, response) => {
      accepted = request.headers["accept-encoding"];
      response.writeHead(200, { "content-encoding": "gzip" }).end(Buffer.alloc(50));
    };
    expect(await fetchPublic(url(), {}, allowed())).toHaveLength(50);
    expect(accepted).toBeUndefined();
  });

  test("gets a post as it was given, and its answer comes back whatever it says", async () => {
    let got = "";
    answer = (request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => {
        got += `${request.method} ${request.headers["x-signed"]} ${request.headers["content-length"]} ${text}`;
      });
      request.on("end", () => response.writeHead(410, { "x-why": "gone" }).end("no longer"));
    };
    const reply = await postPublic(url(), { headers: { "x-signed": "v1" }, body: "grün" }, {}, allowed());
    expect(got).toBe("POST v1 5 grün");
    expect(reply).toMatchObject({ status: 410, headers: { "x-why": "gone" } });
    expect(Buffer.from(reply.body).toString()).toBe("no longer");
  });

  test("gets no post a second time by a redirect, and only the beginning of its answer is kept", async () => {
    let posts = 0;
    answer = (_, response) => {
      posts += 1;
      response.writeHead(307, { location: `http://127.0.0.1:${insidePort}/` }).end(Buffer.alloc(5000, "a"));
    };
    const reply = await postPublic(url(), { headers: {}, body: "x" }, { maxBytes: 1000 }, allowed());
    expect([reply.status, reply.body.length, posts]).toEqual([307, 1000, 1]);
  });
});

test("ordinary addresses are public", () => {
  expect(["93.184.216.34", "8.8.8.8", "172.32.0.1", "2606:2800:220:1::1", "2a00:1450::1"].every(isPublicAddress)).toBe(
    true,
  );
});
