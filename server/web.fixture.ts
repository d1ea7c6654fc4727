import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLogger } from "#config/logger.ts";
import { createFileStore } from "#providers/storage/index.ts";
import { loadApp } from "#tests/harness/app.ts";
import { castOf } from "#tests/harness/cast.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { cookieOf } from "./accounts/accounts.fixture.ts";
import { createAccounts } from "./accounts.ts";
import type { House } from "./house.ts";
import { createMetrics } from "./metrics.ts";
import { assembleWeb } from "./web.ts";

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/**
 * The studio's web, as it is served, on a database and a file store of its own, with the shared cast's brand and its owner
 * signed in. `log` is every line that was logged. `ask` sends a path as it is written: `fetch` would tidy it up first.
 */
export async function openTestWeb({ secrets = [] }: { secrets?: string[] } = {}) {
  const database = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-web-"));
  await chmod(folder, 0o755);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const publicUrl = `http://127.0.0.1:${port}`;

  const log: string[] = [];
  const logger = createLogger("debug", { write: (line: string) => void log.push(line) }, secrets);
  const build = await loadApp();
  const accounts = createAccounts({ db: database.db, secret: "a".repeat(64), publicUrl, logger });
  const files = createFileStore({ dataDir: folder });
  const { db, within } = database;
  const watched = { metrics: createMetrics(), closing: new AbortController().signal };
  const scratch = path.join(folder, "scratch");
  const house = {
    accounts,
    db,
    within,
    files,
    logger,
    publicUrl,
    scratch,
    env: { apiRequestsPerMinute: 600 },
    ...watched,
  };
  const nothing = (_req: unknown, _res: unknown, next: () => void) => next();
  server.on("request", assembleWeb(house as unknown as House, { dev: false, files: nothing, build }));

  const owner = { email: "owner@house.example", password: "a-password-of-the-test", name: "Owner" };
  const made = await accounts.createOwner(owner);
  const cast = await castOf(database.db); // After the owner, who can only be the first of all.
  await database.db
    .updateTable("brands")
    .set({ workspaceId: made.workspaceId })
    .where("id", "=", cast.brand.id)
    .execute();
  const signedIn = await accounts.signIn(new Request(`${publicUrl}/sign-in`, { method: "POST" }), owner);
  const cookie = cookieOf(signedIn.headers);

  return {
    ...{ db, within, files, cast, log, publicUrl, folder, cookie, owner },
    ask: (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
      ask({ port, method, path, headers: { cookie, origin: publicUrl, ...headers }, ...(body ? { body } : {}) }),
    close: async () => {
      await stop(server);
      await accounts.settle();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestWeb = Awaited<ReturnType<typeof openTestWeb>>;

/** A form with one file in it, and other fields before it. */
export function formOf(
  field: string,
  files: { name: string; bytes: Uint8Array }[],
  fields: Record<string, string> = {},
) {
  const boundary = "----troupe-test-boundary-7d1f3a";
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  for (const { name, bytes } of files) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name.replaceAll('"', "%22")}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    parts.push(Buffer.from(head), Buffer.from(bytes), Buffer.from("\r\n"));
  }
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } };
}

function ask(asked: {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}): Promise<Answer> {
  const { port, method, path, headers, body } = asked;
  const length = body ? { "content-length": String(body.length) } : {};
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.once("error", reject);
    });
    sent.once("error", reject).end(body);
  });
}

const stop = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
