import { createHash } from "node:crypto";
import type { Db, Trx } from "#db/database.ts";
import {
  type ApiAnswer,
  type ApiRequest,
  findApiRequest,
  finishApiRequest,
  insertApiRequest,
  type RequestName,
  removeApiRequest,
  tryLockApiRequest,
} from "#db/queries/api-requests.ts";
import { inTransaction } from "#db/transaction.ts";
import type { Asked } from "./operation.ts";
import { Problem } from "./problem.ts";

/** How long an answer is kept for whoever asks again, in milliseconds. */
export const keptMs = 24 * 60 * 60 * 1000;

/** Longer than any network is given to answer: whoever began a request that long ago is not at it any more. */
const abandonedMs = 2 * 60 * 1000;

type Done = ApiAnswer & { replayed: boolean };

/** A request that comes with an Idempotency-Key. The fingerprint is of its method, its address and its body, byte by byte. */
export type Once = { name: RequestName; fingerprint: string };

/** The Idempotency-Key of a POST, as it is or in quotes (draft-ietf-httpapi-idempotency-key-header); undefined without one. */
export function readOnce({ method, path, search, headers, body }: Asked, key: Omit<RequestName, "idempotencyKey">) {
  const header = headers.get("idempotency-key");
  if (header === null || method !== "POST") return undefined;
  const idempotencyKey = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    const message = "An Idempotency-Key has 1 to 255 signs of ASCII, without spaces; a UUID will do.";
    throw new Problem("invalid-request", message, { errors: [{ field: "/headers/Idempotency-Key", message }] });
  }
  const hash = createHash("sha256").update(`${method} ${path}${search}\n`);
  if (body) hash.update(body);
  return { name: { ...key, idempotencyKey }, fingerprint: hash.digest("hex") };
}

/**
 * Does the work in one transaction with keeping its answer, so that a crash leaves both or neither. Asked again with the same
 * request it gives the kept answer; while the first one is at it, and for another request, it is a problem. What is refused
 * did nothing and leaves nothing: it may be asked again with the same key.
 */
export function doOnce(db: Db, once: Once | undefined, work: (trx: Trx) => Promise<ApiAnswer>): Promise<Done> {
  return inTransaction(db, async (trx) => {
    if (!once) return { ...(await work(trx)), replayed: false };
    if (!(await tryLockApiRequest(trx, once.name))) throw inProgress();
    const before = await findApiRequest(trx, once.name);
    if (before && !isOver(before)) return replay(before, once);
    if (before) await removeApiRequest(trx, before);
    const answer = await work(trx);
    if (!(await insertApiRequest(trx, once.name, once.fingerprint, answer))) throw inProgress();
    return { ...answer, replayed: false };
  });
}

/**
 * The same for work that reaches out to a network, where no transaction can be held open. It is marked as begun before and as
 * done after; one that a crash left begun is done again, which such work allows.
 */
export async function doOnceOutside(db: Db, once: Once | undefined, work: () => Promise<ApiAnswer>): Promise<Done> {
  if (!once) return { ...(await work()), replayed: false };
  const { name, fingerprint } = once;
  const before = await findApiRequest(db, name);
  if (before && !isOver(before)) {
    const abandoned = before.status === null && before.startedAt.getTime() < Date.now() - abandonedMs;
    if (!abandoned || before.fingerprint !== fingerprint) return replay(before, once);
  }
  if (before && !(await removeApiRequest(db, before))) throw inProgress();
  if (!(await insertApiRequest(db, name, fingerprint))) throw inProgress();
  try {
    const answer = await work();
    await finishApiRequest(db, name, answer);
    return { ...answer, replayed: false };
  } catch (error) {
    const begun = await findApiRequest(db, name);
    if (begun) await removeApiRequest(db, begun);
    throw error;
  }
}

function replay({ fingerprint, status, location, body }: ApiRequest, once: Once): Done {
  if (fingerprint !== once.fingerprint) {
    const message = "This Idempotency-Key came with another request before. Use a fresh one for each.";
    throw new Problem("key-reused", message, { errors: [{ field: "/headers/Idempotency-Key", message }] });
  }
  if (status === null) throw inProgress();
  return { status, location, body: body ?? "", replayed: true };
}

const isOver = ({ startedAt }: ApiRequest) => startedAt.getTime() < Date.now() - keptMs;

function inProgress(): Problem {
  const detail = "A request with this Idempotency-Key is under way. Ask again in a moment.";
  const errors = [{ field: "/headers/Idempotency-Key", message: detail }];
  return new Problem("in-progress", detail, { errors, headers: { "Retry-After": "1" } });
}
