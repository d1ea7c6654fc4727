import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { ServerBuild } from "@remix-run/node";
import { operations as described } from "#app/api/index.ts";
import { readEnv } from "#config/env.ts";
import { openKeyring } from "#config/keyring.ts";
import { createLogger } from "#config/logger.ts";
import { showcaseNetwork } from "#db/queries/showcase.ts";
import { createSampleDesk } from "#media/sample-desk.ts";
import { createChannels } from "#providers/channels/index.ts";
import { createWebhookSender } from "#providers/webhooks/sender.ts";
import { cookieOf } from "#server/accounts/accounts.fixture.ts";
import { createAccounts } from "#server/accounts.ts";
import { buildStage } from "#server/build-house.ts";
import type { House } from "#server/house.ts";
import { startLive } from "#server/live.ts";
import { createMetrics } from "#server/metrics.ts";
import { openDispatch } from "#server/open-engine.ts";
import { assembleWeb } from "#server/web.ts";
import { createKey } from "#studio/api-keys/keys.ts";
import { scopes } from "#studio/api-keys/scopes.ts";
import { ownMeans } from "#studio/briefs/means.ts";
import { doerOf } from "#studio/members/members.fixture.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import { createClient } from "#workflows/client.ts";
import { createCommit } from "#workflows/dispatch.ts";
import { createEmbeddedEngine } from "#workflows/embedded.ts";

/** What there is to ask of the API, with the document's own example of a body. */
export const operations = described.map(({ method, path: pattern, example }) => ({ method, pattern, example }));

const owner = { name: "Owner", email: "owner@walk.test", password: "a-password-of-the-walk" };

/**
 * The whole studio over HTTP on a database, with everything in it that pages and forms reach, except that its workflows only
 * wait: rows stay as requests leave them. Call it on an empty database, since an owner comes first of all.
 */
export async function openWalkedHouse(database: TestDatabase, folder: string, build: ServerBuild) {
  const { db, within, pool, connectionString } = database;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = readEnv({ NODE_ENV: "test", DATA_DIR: folder, DATABASE_URL: connectionString });
  const errors: string[] = [];
  const logger = createLogger("error", { write: (line: string) => void errors.push(line) });
  const accounts = createAccounts({ db, secret: "a".repeat(64), publicUrl, logger });
  const engine = createEmbeddedEngine({ pool, connectionString });
  const client = createClient(engine.clientOptions);
  const waiting = client.createFunction({ id: "expand-brief", triggers: [{ event: "brief/launched" }] }, ({ step }) =>
    step.sleep("wait", "1h"),
  );
  await engine.start(client, [waiting]);
  const dispatch = await openDispatch({ inngest: undefined }, { pool, connectionString });
  const live = await startLive(connectionString);
  const stage = buildStage(env, { db, within });
  const house: House = {
    ...{ env: { ...env, apiRequestsPerMinute: 1e6 }, publicUrl, logger, ...stage, accounts, live, engine, dispatch },
    samples: createSampleDesk(path.join(folder, "samples")),
    channels: createChannels({ showcase: showcaseNetwork(db, publicUrl) }),
    webhooks: createWebhookSender({ allow: [] }),
    keyring: await openKeyring(env),
    ...{ remoteEngine: undefined, languageModel: undefined, means: ownMeans },
    commit: createCommit(dispatch),
    mailer: { id: "outbox", delivers: false, send: async () => undefined, close: () => undefined },
    metrics: createMetrics(),
    closing: new AbortController().signal,
    scratch: path.join(folder, "scratch"),
  };
  const nothing = (_req: unknown, _res: unknown, next: () => void) => next();
  server.on("request", assembleWeb(house, { dev: false, files: nothing, build }));
  const made = await accounts.createOwner(owner);

  return {
    ...{ house, publicUrl, errors, files: stage.files },
    /** Makes the owner one of this workspace alone; answers their cookie, and a key that may do everything. */
    async settle(workspaceId: string) {
      await db.updateTable("members").set({ workspaceId }).where("workspaceId", "=", made.workspaceId).execute();
      await db.deleteFrom("workspaces").where("id", "=", made.workspaceId).execute();
      const signedIn = await accounts.signIn(new Request(`${publicUrl}/sign-in`, { method: "POST" }), owner);
      const { userId } = await db
        .selectFrom("members")
        .innerJoin("users", "users.id", "members.userId")
        .select("userId")
        .where("email", "=", owner.email)
        .executeTakeFirstOrThrow();
      const doer = await doerOf(db, workspaceId, userId);
      const input = { name: "Walk", scopes: [...scopes], brandIds: null, days: null };
      const { secret } = await createKey(db, doer, { ...doer.member, userId }, input);
      return { cookie: cookieOf(signedIn.headers), key: secret };
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await engine.stop();
      await accounts.settle();
      await stage.renderer.close();
      await live.stop();
    },
  };
}
