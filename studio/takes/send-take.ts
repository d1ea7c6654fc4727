import { moveTake, type Take } from "#db/queries/takes.ts";
import { ProviderError } from "#providers/errors.ts";
import { type FootageOrder, SubmitUnclear, type VideoProvider } from "#providers/video/contract.ts";
import { type Filming, type TakeDesk, takeWebhookPath } from "./filming.ts";
import { lendFiles } from "./inputs.ts";
import { failTake } from "./settle-take.ts";

/** Where a take stands, and when it is worth looking at again. */
export type TakeNews = { state: Take["state"]; againInSeconds: number };

/**
 * Sends an order to the vendor, once. That it is being sent is committed before the call is made, by whoever gets to do
 * it; what breaks off on its way stays "sending", and is looked for in the vendor's list before anything else is done.
 */
export async function sendTake(stage: TakeDesk, filmer: VideoProvider, take: Take): Promise<TakeNews> {
  const { db, filming } = stage;
  const wait = filming.pace.looks[0] ?? 5;
  let input: Record<string, unknown>;
  try {
    input = await lendFiles(stage, take.brandId, filmer, take.input ?? {});
  } catch (error) {
    return afterFailure(stage, take, error, ["ordered"]);
  }
  const now = new Date();
  const deadlineAt = new Date(now.getTime() + (take.asked?.deadlineMinutes ?? 30) * 60_000);
  const armed = await moveTake(db, take.brandId, take.id, ["ordered"], { state: "sending", sentAt: now, deadlineAt });
  if (!armed) return { state: "sending", againInSeconds: wait };
  const order = orderOf(armed, filming, filmer, input);
  try {
    const { handle } = await filmer.submit(order);
    await moveTake(db, take.brandId, take.id, ["sending", "unknown"], { state: "running", predictionId: handle });
    return { state: "running", againInSeconds: wait };
  } catch (error) {
    if (error instanceof SubmitUnclear) return { state: "sending", againInSeconds: wait };
    return afterFailure(stage, take, error, ["sending"]);
  }
}

export function orderOf(
  take: Take,
  filming: Filming,
  filmer: VideoProvider,
  input: Record<string, unknown>,
): FootageOrder {
  const webhook = filmer.canTell(filming.publicUrl) ? `${filming.publicUrl}${takeWebhookPath(take.id)}` : null;
  return { model: take.model ?? "", input, webhook, deadlineAt: take.deadlineAt ?? new Date() };
}

/** What certainly did not arrive is sent again later when that may help, and has failed, at no cost, when it will not. */
async function afterFailure(stage: TakeDesk, take: Take, error: unknown, from: Take["state"][]): Promise<TakeNews> {
  if (!(error instanceof ProviderError)) throw error;
  if (error.kind === "retry") {
    await moveTake(stage.db, take.brandId, take.id, from, { state: "ordered", sentAt: null, deadlineAt: null });
    return { state: "ordered", againInSeconds: error.retryAfterSeconds ?? 10 };
  }
  return failTake(stage.db, take, from, { why: error.message, charged: false });
}
