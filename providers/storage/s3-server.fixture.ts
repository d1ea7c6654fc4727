import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export type S3Server = {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** Method and path of everything that was asked. */
  asked: string[];
  /** The next request is answered with this status. */
  failNext(status: number): void;
  close(): Promise<void>;
};

export const s3Keys = { S3_ACCESS_KEY_ID: "AKIATEST", S3_SECRET_ACCESS_KEY: "a-secret-of-the-test" };

/** What a bucket does with the requests that the store sends, pages of two keys included, to whoever has the key. */
export async function startS3Server({ pageSize = 2 } = {}): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  let made = false;
  let failure: number | undefined;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "", "http://s3");
    asked.push(`${req.method} ${url.pathname.replace(/\/$/, "")}`);
    const body = await buffer(req);
    const say = (status: number, code?: string) =>
      res.writeHead(status, { "content-type": "application/xml" }).end(code && `<Error><Code>${code}</Code></Error>`);
    if (failure) {
      say(failure, "SlowDown");
      failure = undefined;
      return;
    }
    if (!req.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${s3Keys.S3_ACCESS_KEY_ID}/`)) {
      return void say(403, "InvalidAccessKeyId");
    }
    const [, bucket, ...rest] = url.pathname.split("/");
    const key = decodeURIComponent(rest.join("/"));
    if (bucket !== "troupe") return void say(404, "NoSuchBucket");
    if (key === "") {
      if (req.method === "PUT") made = true;
      if (!made) return void say(404, "NoSuchBucket");
      if (req.method !== "GET") return void say(200);
      return void res.writeHead(200, { "content-type": "application/xml" }).end(listXml(url.searchParams));
    }
    if (req.method === "PUT") objects.set(key, body);
    if (req.method === "DELETE") objects.delete(key);
    if (req.method === "PUT" || req.method === "DELETE") return void say(req.method === "PUT" ? 200 : 204);
    const object = objects.get(key);
    if (!object) return void say(404, req.method === "HEAD" ? undefined : "NoSuchKey");
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? "") ?? [];
    const part = from === undefined ? object : object.subarray(Number(from), to ? Number(to) + 1 : undefined);
    const etag = `"${createHash("md5").update(object).digest("hex")}"`;
    const headers = { etag, "content-length": part.length, "last-modified": new Date().toUTCString() };
    res.writeHead(from === undefined ? 200 : 206, headers).end(req.method === "HEAD" ? undefined : part);
  }

  function listXml(search: URLSearchParams): string {
    const prefix = search.get("prefix") ?? "";
    const after = search.get("continuation-token") ?? "";
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, pageSize);
    const more = keys.length > page.length;
    const contents = page.map(
      (key) => `<Contents><Key>${key}</Key><LastModified>${new Date().toISOString()}</LastModified></Contents>`,
    );
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
  }

  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    asked,
    failNext: (status) => {
      failure = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
