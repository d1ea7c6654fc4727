import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type AskedImage = {
  path: string;
  fields: Record<string, string>;
  images: { name: string; type: string; bytes: Buffer }[];
};
type Reply = { status?: number; headers?: Record<string, string>; body: object | string } | "stall" | "hang-up";

/**
 * A local server that follows OpenAI's `/images/generations` (JSON) and `/images/edits` (a form with files). It answers with
 * `picture`; `instead` may answer otherwise.
 */
export async function startImageServer(picture: Buffer) {
  const asked: AskedImage[] = [];
  const state: { instead: ((asked: AskedImage) => Reply | undefined) | undefined; usage: object | undefined } = {
    instead: undefined,
    usage: undefined,
  };
  const server = createServer(async (request, response) => {
    const one = await readRequest(request);
    asked.push(one);
    const known = request.method === "POST" && /^\/v1\/images\/(generations|edits)$/.test(one.path);
    const whole = {
      created: 1,
      data: [{ b64_json: picture.toString("base64") }],
      ...(state.usage ? { usage: state.usage } : {}),
    };
    const reply: Reply = known ? (state.instead?.(one) ?? { body: whole }) : { status: 404, body: {} };
    if (reply === "stall") return;
    if (reply === "hang-up") return request.socket.destroy();
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    ...{ asked, state },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(request: IncomingMessage): Promise<AskedImage> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const path = request.url ?? "";
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/")) {
    const fields = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    return {
      path,
      images: [],
      fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)])),
    };
  }
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const read: AskedImage = { path, fields: {}, images: [] };
  for (const [key, value] of form.entries()) {
    if (typeof value === "string") read.fields[key] = value;
    else read.images.push({ name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return read;
}
