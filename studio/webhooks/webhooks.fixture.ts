import { openKeyring } from "#config/keyring.ts";
import { listDeliveries } from "#db/queries/webhook-deliveries.ts";
import { openReceiver, type Received } from "#providers/webhooks/receiver.fixture.ts";
import { createWebhookSender } from "#providers/webhooks/sender.ts";
import { castOf } from "#tests/harness/cast.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import { createTestDatabase } from "#tests/harness/database.ts";
import { doerOf } from "../members/members.fixture.ts";
import { type Delivered, deliver, type Postman } from "./deliver.ts";
import { addEndpoint } from "./endpoints.ts";

/** A key that no studio has. */
const secretsKey = Buffer.alloc(32, 5).toString("base64");

/**
 * A workspace with its cast, a real receiver, and everything that gets messages there. What the studio does, it does as
 * the workspace; what a test looks at, it looks at as the owner. Call `close` in `afterAll`.
 */
export async function openPostOffice(given?: TestDatabase) {
  const database = given ?? (await createTestDatabase());
  const cast = await castOf(database.db);
  const workspaceId = cast.workspace.id;
  const receiver = await openReceiver();
  const postman: Postman = {
    db: database.within(workspaceId),
    keyring: await openKeyring({ secretsKey, dataDir: "" }),
    webhooks: createWebhookSender({ allow: [receiver.host] }, 1500),
    publicUrl: "https://troupe.test",
  };
  const doer = await doerOf(database.db, workspaceId, cast.reviewer.id);

  /** Adds an endpoint at the receiver. */
  const add = (more: object = {}) => addEndpoint(postman, doer, { url: receiver.url, events: ["*"], ...more });

  /** Deliveries to an endpoint, the oldest first. */
  const deliveries = async (id: string) =>
    (await listDeliveries(database.db, workspaceId, id, { limit: 500 })).reverse();

  /** Makes the next try of an endpoint's newest delivery, at the time it is due unless said otherwise. */
  async function tryNewest(id: string, at?: Date): Promise<Delivered> {
    const newest = (await deliveries(id)).at(-1);
    if (!newest) throw new Error("There is no delivery");
    const { id: deliveryId, round, tries, nextTryAt } = newest;
    return deliver(postman, { workspaceId, deliveryId, round, tries }, at ?? nextTryAt ?? new Date(), 0);
  }

  return {
    ...{ database, db: postman.db, owner: database.db, cast, receiver, postman, doer, workspaceId },
    ...{ add, deliveries, tryNewest },
    close: async () => {
      await receiver.close();
      if (!given) await database.drop();
    },
  };
}
export type PostOffice = Awaited<ReturnType<typeof openPostOffice>>;

export const bodyOf = ({ body }: Pick<Received, "body">) =>
  JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> };
