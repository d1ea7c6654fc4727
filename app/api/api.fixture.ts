import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLogger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createDiskStore } from "#providers/storage/disk.ts";
import { createKey } from "#studio/api-keys/keys.ts";
import { type Scope, scopes } from "#studio/api-keys/scopes.ts";
import { ownMeans } from "#studio/briefs/means.ts";
import { doerOf } from "#studio/members/members.fixture.ts";
import { type Cast, castOf } from "#tests/harness/cast.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { createDispatch } from "#workflows/dispatch.ts";
import { apiPath } from "./address.ts";
import { createApi } from "./answer.ts";
import { createConformance } from "./conformance.fixture.ts";
import { operations } from "./index.ts";
import { createRouter } from "./router.ts";

export const publicUrl = "https://studio.example";

export type Sent = { headers?: Record<string, string>; body?: unknown; key?: string; raw?: string | Uint8Array };
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Answered = { status: number; headers: Headers; body: any; text: string };

/**
 * The API in this process, on a database and files of its own, with the shared cast and a key of its owner with every scope.
 * `events` are those that were sent; `mishap` strikes in the
 * transaction that sends one; `log` every line that was logged;
 * `faults` says of every answer so far where the document announced another, and
 * `answered` names the operations that were answered with success.
 */
export async function openTestApi() {
  const database = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "troupe-api-"));
  const cast = await castOf(database.db);
  const conformance = createConformance();
  const match = createRouter(operations);
  const answered = new Set<string>();
  const faults: string[] = [];
  const log: string[] = [];
  const events: { name: string; data?: unknown }[] = [];
  const mishap: { strike?: ((trx: Db) => Promise<unknown>) | undefined } = {};
  const files = createDiskStore(folder);
  const { db, within } = database;
  const api = createApi({
    ...{ db, within, files, publicUrl, means: ownMeans },
    dispatch: createDispatch(async (trx, accepted) => {
      await mishap.strike?.(trx);
      events.push(...accepted);
    }),
    channels: createChannels({ showcase: showcaseNetwork(db, publicUrl) }),
    logger: createLogger("debug", { write: (line: string) => void log.push(line) }),
  });

  async function makeKey(
    of: Cast,
    input: { scopes?: readonly Scope[]; brandIds?: string[] | null; holder?: string } = {},
  ): Promise<string> {
    const owner = await doerOf(db, of.workspace.id, of.reviewer.id);
    const holder = input.holder ?? of.reviewer.id;
    const { member } = await doerOf(db, of.workspace.id, holder);
    const wanted = {
      name: "Test",
      scopes: [...(input.scopes ?? scopes)],
      brandIds: input.brandIds ?? null,
      days: null,
    };
    return (await createKey(db, owner, { ...member, userId: holder }, wanted)).secret;
  }
  const key = await makeKey(cast);

  async function ask(method: string, at: string, sent: Sent = {}): Promise<Answered> {
    const headers = new Headers({ authorization: `Bearer ${sent.key ?? key}` });
    if (sent.body !== undefined || sent.raw !== undefined) headers.set("content-type", "application/json");
    for (const [name, value] of Object.entries(sent.headers ?? {})) {
      if (value === "") headers.delete(name);
      else headers.set(name, value);
    }
    const raw = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    const [where = "", search] = at.split(/(?=\?)/);
    const response = await api({
      ...{ method, path: `${apiPath}${where}`, search: search ?? "", headers, address: "192.0.2.9" },
      body: typeof raw === "string" ? Buffer.from(raw) : raw,
    });
    const text = await response.text();
    const type = response.headers.get("content-type");
    const body = text !== "" && type?.includes("json") ? JSON.parse(text) : undefined;
    const found = match(where)?.methods.get(method);
    if (found && response.status < 300) answered.add(found.id);
    if (method !== "OPTIONS") faults.push(...conformance.listFaults(method, where, response.status, type, body));
    return { status: response.status, headers: response.headers, body, text };
  }

  const brand = `/brands/${cast.brand.id}`;
  return {
    ...{ database, db, files, cast, key, makeKey, ask, events, mishap, log, brand, faults, answered, conformance },
    close: async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type TestApi = Awaited<ReturnType<typeof openTestApi>>;
