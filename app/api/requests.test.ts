import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { addVideo } from "#tests/harness/cast.ts";
import { openTestApi, publicUrl, type Sent, type TestApi } from "./api.fixture.ts";

let api: TestApi;
let products: string;
beforeAll(async () => {
  api = await openTestApi();
  products = `${api.brand}/products`;
});
afterAll(() => api.close());
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

/** The status, the code and the places at fault of a problem, which is what the standard says one is. */
async function refusal(method: string, at: string, sent: Sent = {}) {
  const { status, headers, body } = await api.ask(method, at, sent);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body.status).toBe(status);
  expect(body.type).toMatch(new RegExp(`^${publicUrl}/api#problem-[a-z-]+$`));
  return [status, body.code, (body.errors ?? []).map(({ field }: { field: string }) => field)];
}

describe("an address", () => {
  test("that does not exist is not found, with or without a key", async () => {
    expect(await refusal("GET", "/nothing")).toEqual([404, "not-found", []]);
    expect(await refusal("GET", "/brands/x/y/z/q/w")).toEqual([404, "not-found", []]);
    expect(await refusal("GET", "", { headers: { authorization: "" } })).toEqual([404, "not-found", []]);
    expect(await refusal("GET", `${products}/not-an-id`)).toEqual([404, "not-found", ["/path/productId"]]);
    expect(await refusal("GET", `${products}/..%2f..%2fme`)).toEqual([404, "not-found", ["/path/productId"]]);
    const nobody = "01a204ee-e641-7e42-8e43-7bbfdefe6b68";
    expect(await refusal("GET", `${products}/${nobody}`)).toEqual([404, "not-found", ["/path/productId"]]);
    expect(await refusal("GET", `/brands/${nobody}`)).toEqual([404, "not-found", ["/path/brandId"]]);
  });

  test("that takes other methods says which", async () => {
    expect(await refusal("DELETE", products)).toEqual([405, "method-not-allowed", []]);
    expect((await api.ask("PATCH", products)).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
    expect((await api.ask("BREW", "/openapi.json")).headers.get("allow")).toBe("GET, HEAD");
  });

  test("with a slash at its end is another one", async () => {
    expect(await refusal("GET", `${products}/`)).toEqual([404, "not-found", []]);
  });
});

test("without a key, and with what is none, nothing is answered", async () => {
  for (const authorization of [
    "",
    "Basic dXNlcjpwYXNz",
    "Bearer",
    "Bearer ",
    `troupe ${api.key}`,
    `Bearer ${api.key}x`,
  ]) {
    expect(await refusal("GET", "/me", { headers: { authorization } })).toEqual([
      401,
      "not-authenticated",
      ["/headers/Authorization"],
    ]);
  }
  expect((await api.ask("GET", "/me", { headers: { authorization: `bearer ${api.key}` } })).status).toBe(200);
  expect(
    (await api.ask("GET", "/me", { headers: { authorization: "", cookie: "troupe.session_token=x" } })).status,
  ).toBe(401);
});

test.each([
  ["application/json", 200],
  ["*/*", 200],
  ["text/html, application/*;q=0.2", 200],
  ["text/html", 406],
  ["application/json;q=0, */*", 406],
  ["application/json;q=nonsense", 200],
])("Accept: %s is answered with %i", async (accept, status) => {
  const answer = await api.ask("GET", "/me", { headers: { accept } });
  expect(answer.status).toBe(status);
  if (status === 406) expect(answer.body.errors[0].field).toBe("/headers/Accept");
});

describe("a body", () => {
  const post = (sent: Sent) => refusal("POST", products, sent);

  test.each<[string, string | Uint8Array]>([
    ["cut off", '{"title":"Roa'],
    ["of single quotes", "{'title':'Roast'}"],
    ["with a comment", '{"title":"Roast"} // new'],
    ["that is no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["of nothing but space", "  "],
  ])("%s is no JSON", async (_name, raw) => {
    expect(await post({ raw })).toEqual([400, "broken-json", ["/body"]]);
  });

  test("that is not there is missed; where none belongs an empty object may come, and nothing else", async () => {
    expect(await post({})).toEqual([422, "invalid-body", ["/body"]]);
    expect(await post({ body: null })).toEqual([422, "invalid-body", ["/body"]]);
    expect(await post({ body: [] })).toEqual([422, "invalid-body", ["/body"]]);
    expect((await api.ask("POST", `${api.brand}/readings`, { body: {} })).status).toBe(202);
    expect(await refusal("POST", `${api.brand}/readings`, { body: { now: true } })).toEqual([
      422,
      "invalid-body",
      ["/body/now"],
    ]);
  });

  test.each(["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"])(
    "as %j is not taken",
    async (type) => {
      expect(await post({ raw: '{"title":"Roast"}', headers: { "content-type": type } })).toEqual([
        415,
        "unsupported-type",
        ["/headers/Content-Type"],
      ]);
    },
  );

  test("as JSON with a charset is taken", async () => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await api.ask("POST", products, { body: { title: "Charset" }, headers })).status).toBe(201);
  });

  test("names every field at fault, unknown ones and ones of another type as well", async () => {
    const body = { title: "R", benefits: ["ok", 5], price: 14.9, currency: "Euro", "a/b~c": 1, constructor: "x" };
    const [status, code, fields] = await post({ body });
    expect([status, code]).toEqual([422, "invalid-body"]);
    expect(fields).toEqual(expect.arrayContaining(["/body/title", "/body/price", "/body/currency"]));
    expect(fields).toEqual(expect.arrayContaining(["/body/a~1b~0c", "/body/constructor"]));
    expect(await post({ raw: '{"title":"Roast","__proto__":{"x":1}}' })).toEqual([
      422,
      "invalid-body",
      ["/body/__proto__"],
    ]);
  });

  test("is not taken for something else: a text is no number, no list, no truth", async () => {
    const persona = { name: "Ida", audience: "All of them", speechStyle: "warm", voice: "slt" };
    const fields = async (more: object) =>
      (await refusal("POST", `${api.brand}/personas`, { body: { ...persona, ...more } }))[2];
    expect(await fields({ pace: "1" })).toEqual(["/body/pace"]);
    expect(await fields({ pace: true })).toEqual(["/body/pace"]);
    expect(await fields({ opinions: "Slow is better\nDark, too" })).toEqual(["/body/opinions"]);
    expect(await fields({ look: null })).toEqual(["/body/look"]);
    expect(await fields({ look: { glasses: "yes" } })).toEqual(["/body/look/glasses"]);
  });

  test("with signs that no text can hold is refused at the field, however deep", async () => {
    expect(await post({ raw: '{"title":"Ro\\u0000ast"}' })).toEqual([422, "invalid-body", ["/body/title"]]);
    expect(await post({ raw: '{"title":"Roast","facts":["a","\\ud800"]}' })).toEqual([
      422,
      "invalid-body",
      ["/body/facts/1"],
    ]);
  });

  test("nested as deep as a megabyte goes is refused like any other", async () => {
    const depth = 200_000;
    const [status, code, fields] = await post({ raw: `{"title":${"[".repeat(depth)}${"]".repeat(depth)}}` });
    expect([status, code, (fields as string[])[0]]).toEqual([422, "invalid-body", "/body/title"]);
    const objects = `{"deep":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
    expect((await post({ raw: objects }))[0]).toBe(422);
  });
});

describe("a list", () => {
  test("goes on where it ended, whatever is added meanwhile, and shows every row once", async () => {
    for (let n = 0; n < 12; n += 1) await addVideo(api.db, api.cast, n);
    const seen: string[] = [];
    let at = `${api.brand}/videos?limit=5&state=in-review`;
    for (let page = 0; at; page += 1) {
      const { body, headers } = await api.ask("GET", at);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      const link = /^<\/api\/v1(.+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
      expect([body.next === null, link === undefined]).toEqual([page === 2, page === 2]);
      if (link) expect(new URLSearchParams(link.split("?")[1]).get("cursor")).toBe(body.next);
      at = link ?? "";
      await addVideo(api.db, api.cast, 50 + page);
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  test("takes no cursor of another list, and none that is made up", async () => {
    const { body } = await api.ask("GET", `${api.brand}/videos?limit=1`);
    for (const cursor of [body.next, "x", "", "bm9wZQ", "%00", "\u2603"]) {
      const [status, , fields] = await refusal("GET", `${products}?cursor=${encodeURIComponent(cursor)}`);
      expect([cursor, status, (fields as string[])[0]]).toEqual([cursor, 400, "/query/cursor"]);
    }
  });

  test.each([
    ["limit=0", "/query/limit"],
    ["limit=101", "/query/limit"],
    ["limit=", "/query/limit"],
    ["limit=1e9", "/query/limit"],
    ["limit=2.5", "/query/limit"],
    ["limit=5&limit=6", "/query/limit"],
    ["page=2", "/query/page"],
    ["archived=yes", "/query/archived"],
    ["search=%00", "/query/search"],
    ["__proto__=1", "/query/__proto__"],
  ])("asked with ?%s says what does not fit", async (query, field) => {
    const [status, code, fields] = await refusal("GET", `${products}?${query}`);
    expect([status, code]).toEqual([400, "invalid-request"]);
    expect(fields).toContain(field);
  });
});

test("who has an answer already is told so, until it changes", async () => {
  const first = await api.ask("GET", products);
  const tag = first.headers.get("etag") ?? "";
  const again = await api.ask("GET", products, { headers: { "if-none-match": `"x", ${tag}` } });
  expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", tag]);
  await api.ask("POST", products, { body: { title: "Newer roast" } });
  expect((await api.ask("GET", products, { headers: { "if-none-match": tag } })).status).toBe(200);
});

test("a fault of ours is a problem, too, that says nothing of its cause but to the log", async () => {
  api.mishap.strike = () => Promise.reject(new Error("select secret from cellar"));
  const { status, text } = await api.ask("POST", `${api.brand}/readings`);
  api.mishap.strike = undefined;
  expect(status).toBe(500);
  expect(text).not.toContain("cellar");
  expect(api.log.join("\n")).toContain("cellar");
});
