import type { Trx } from "#db/database.ts";
import { findTakeOwner, insertVendorWebhook, moveTake } from "#db/queries/takes.ts";
import type { VendorMessage } from "#providers/video/contract.ts";

/**
 * Takes in a vendor's signed message about a take, once: undefined for one that came before, and for a take that is not
 * there or is another vendor's. An order whose answer was lost learns here which run it became; nothing else is believed.
 */
export async function takeMessage(
  trx: Trx,
  provider: string,
  takeId: string,
  { id, handle }: VendorMessage,
): Promise<{ workspaceId: string; brandId: string; takeId: string } | undefined> {
  const take = await findTakeOwner(trx, takeId);
  if (!take || take.provider !== provider) return undefined;
  const { workspaceId, brandId } = take;
  if (!(await insertVendorWebhook(trx, brandId, { provider, id, takeId }))) return undefined;
  const found = { state: "running", predictionId: handle, error: null } as const;
  await moveTake(trx, brandId, takeId, ["sending", "unknown"], found);
  return { workspaceId, brandId, takeId };
}
