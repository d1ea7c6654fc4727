import type { Keyring } from "#config/keyring.ts";
import type { Db } from "#db/database.ts";
import { dropRetiredSecrets, retireSecrets } from "#db/queries/webhooks.ts";
import { recordAct } from "../audit/record.ts";
import type { Doer } from "../members/permissions.ts";
import { withEndpoint } from "./endpoints.ts";
import { subjectOf } from "./off.ts";
import { makeSecret, openSecrets } from "./secrets.ts";

/** How long a secret goes on signing beside the one that replaced it. */
export const overlapMs = 24 * 60 * 60 * 1000;

type Vault = { db: Db; keyring: Pick<Keyring, "all"> };

/** The endpoint's current secret. That somebody looked is written down. */
export function revealSecret({ db, keyring }: Vault, doer: Doer, id: string): Promise<string> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    const [current] = await openSecrets(trx, keyring, endpoint.workspaceId, id);
    if (!current) throw new Error(`Webhook ${id} has no secret`);
    await recordAct(trx, doer.by, { act: "webhook.revealed", subject: subjectOf(endpoint) });
    return current.secret;
  });
}

/** Replaces the secret and answers the new one. For a day the old one signs too, so that receivers can change over. */
export function rotateSecret({ db, keyring }: Vault, doer: Doer, id: string, now = new Date()): Promise<string> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    const end = new Date(now.getTime() + overlapMs);
    await retireSecrets(trx, endpoint.workspaceId, id, end);
    const secret = await makeSecret(trx, keyring, endpoint.workspaceId, id);
    await recordAct(trx, doer.by, {
      act: "webhook.rotated",
      subject: subjectOf(endpoint),
      after: { oldSignsUntil: end },
    });
    return secret;
  });
}

/** Lets the replaced secret sign no longer, as when it got into the wrong hands. */
export function endOldSecret(db: Db, doer: Doer, id: string): Promise<void> {
  return withEndpoint(db, doer, id, async (trx, endpoint) => {
    if (!(await dropRetiredSecrets(trx, endpoint.workspaceId, id))) return;
    const after = { oldSignsUntil: "now" };
    await recordAct(trx, doer.by, { act: "webhook.rotated", subject: subjectOf(endpoint), after });
  });
}
