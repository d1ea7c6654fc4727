import { z } from "zod";
import { NotFound, Refused } from "#config/errors.ts";
import type { Keyring } from "#config/keyring.ts";
import type { Db, Trx } from "#db/database.ts";
import { findBrandLines } from "#db/queries/accounts.ts";
import {
  countEndpoints,
  deleteEndpoint,
  type Endpoint,
  type EndpointInput,
  insertEndpoint,
  lockEndpoint,
  switchEndpoint,
  updateEndpoint,
} from "#db/queries/webhooks.ts";
import { inTransaction } from "#db/transaction.ts";
import type { WebhookSender } from "#providers/webhooks/contract.ts";
import { personOf } from "../audit/actor.ts";
import { changesBetween, recordAct } from "../audit/record.ts";
import { readActor } from "../members/access.ts";
import { type Doer, requirePermission } from "../members/permissions.ts";
import { eventTypes } from "./catalogue.ts";
import { subjectOf, switchOff } from "./off.ts";
import { makeSecret } from "./secrets.ts";

/** Every message goes to each that wants it; more than this is a mistake. */
const mostEndpoints = 20;

/** `events` holds types, or `*` for every one there is and will be. `narrowed` leaves only `brandIds`. */
export const endpointInput = z
  .strictObject({
    url: z
      .string()
      .trim()
      .min(1, "Give the address that messages go to")
      .max(2000, "Keep the address below 2,000 characters"),
    description: z.string().trim().max(200, "Keep the description below 200 characters").default(""),
    events: z
      .array(z.enum(["*", ...eventTypes], "There is no such event"))
      .min(1, "Choose at least one event")
      .transform((events) => (events.includes("*") ? ["*"] : [...new Set(events)])),
    narrowed: z.boolean().default(false),
    brandIds: z.array(z.uuid()).max(500).default([]),
  })
  .refine(({ narrowed, brandIds }) => !narrowed || brandIds.length > 0, {
    error: "Choose at least one brand, or all of them",
    path: ["brandIds"],
  });

export type WebhookDesk = { db: Db; keyring: Pick<Keyring, "all">; webhooks: WebhookSender };

/** Adds an endpoint, and answers its secret. Refused: `url-invalid`, `url-not-https`, `brand-unknown`, `too-many-webhooks`. */
export function addEndpoint(
  { db, keyring, webhooks }: WebhookDesk,
  doer: Doer,
  asked: unknown,
): Promise<{ id: string; secret: string }> {
  return inTransaction(db, async (trx) => {
    await requireEdit(trx, doer);
    const { workspaceId } = doer.member;
    const input = await readInput(trx, webhooks, workspaceId, asked);
    if ((await countEndpoints(trx, workspaceId)) >= mostEndpoints) {
      throw new Refused("too-many-webhooks", `A workspace has at most ${mostEndpoints} webhooks. Remove one first.`);
    }
    const id = await insertEndpoint(trx, workspaceId, { ...input, createdBy: personOf(doer.by) });
    const secret = await makeSecret(trx, keyring, workspaceId, id);
    await recordAct(trx, doer.by, {
      act: "webhook.added",
      subject: subjectOf({ id, ...input }),
      after: evidence(input),
    });
    return { id, secret };
  });
}

/** Changes where messages go and which. Refused as `addEndpoint` is. */
export function changeEndpoint(
  { db, webhooks }: Pick<WebhookDesk, "db" | "webhooks">,
  doer: Doer,
  id: string,
  asked: unknown,
): Promise<void> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    const input = await readInput(trx, webhooks, endpoint.workspaceId, asked);
    const changes = changesBetween(evidence(endpoint), evidence(input));
    if (!changes) return;
    await updateEndpoint(trx, endpoint.workspaceId, id, input);
    await recordAct(trx, doer.by, { act: "webhook.changed", subject: subjectOf({ id, ...input }), ...changes });
  });
}

/** Removes an endpoint with its secrets and everything that was sent to it. */
export function removeEndpoint(db: Db, doer: Doer, id: string): Promise<void> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    await deleteEndpoint(trx, endpoint.workspaceId, id);
    const before = evidence(endpoint);
    await recordAct(trx, doer.by, { act: "webhook.removed", subject: subjectOf(endpoint), before });
  });
}

/** While it is off, messages are kept for it and not sent. Nothing happens when it is so already. */
export function switchWebhook(db: Db, doer: Doer, id: string, on: boolean, now = new Date()): Promise<void> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    if (on === (endpoint.disabledAt === null)) return;
    if (!on) return switchOff(trx, endpoint, doer.by, "by-hand", now);
    await switchEndpoint(trx, endpoint.workspaceId, id, null);
    await recordAct(trx, doer.by, { act: "webhook.switched-on", subject: subjectOf(endpoint) });
  });
}

/** Runs `work` on an endpoint of the doer's workspace, as it is now and stays until the end, if they may change webhooks. */
export function withEndpoint<T>(
  db: Db,
  doer: Doer,
  id: string,
  work: (trx: Trx, endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (trx) => {
    await requireEdit(trx, doer);
    const endpoint = await lockEndpoint(trx, doer.member.workspaceId, id);
    if (!endpoint) throw new NotFound("webhook", id);
    return work(trx, endpoint);
  });
}

async function requireEdit(trx: Trx, { member }: Doer): Promise<void> {
  requirePermission(await readActor(trx, member), "webhook.edit");
}

async function readInput(
  trx: Trx,
  webhooks: WebhookSender,
  workspaceId: string,
  asked: unknown,
): Promise<EndpointInput> {
  const input = endpointInput.parse(asked);
  const brandIds = input.narrowed ? [...new Set(input.brandIds)].sort() : [];
  const known = new Set((await findBrandLines(trx, workspaceId)).map(({ id }) => id));
  if (brandIds.some((id) => !known.has(id))) {
    const sentence = "One of these brands is not in the workspace any more. Choose again.";
    throw new Refused("brand-unknown", sentence, "brandIds");
  }
  return { ...input, brandIds, url: webhooks.readUrl(input.url) };
}

const evidence = ({ url, description, events, narrowed, brandIds }: EndpointInput) => ({
  ...{ url: subjectOf({ id: "", url }).name, description, events, brands: narrowed ? brandIds : "all" },
});
