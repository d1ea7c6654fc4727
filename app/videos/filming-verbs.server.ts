import type { AppLoadContext } from "@remix-run/node";
import { settleUnknown, stopFilming } from "#studio/takes/stop-filming.ts";
import { takeChanged } from "#workflows/events.ts";
import type { BrandAdmission } from "../session.server.ts";

/** Stops the filming of a variant, and wakes who follows its takes. */
export async function stopFilmingOf(
  context: AppLoadContext,
  { db, doer, brand }: BrandAdmission,
  variantId: string,
): Promise<{ done: "stopped" }> {
  await context.commit(db, async (trx, send) => {
    const { takes } = await stopFilming(trx, brand.id, doer.by, variantId);
    const owned = { workspaceId: brand.workspaceId, brandId: brand.id };
    await send(takes.map((takeId) => takeChanged.create({ ...owned, takeId })));
  });
  return { done: "stopped" };
}

/** Decides the take of unknown fate that a form names. */
export async function settleTakeOf({ db, doer, brand }: BrandAdmission, form: FormData): Promise<{ done: "settled" }> {
  const made = form.get("made") === "yes";
  await settleUnknown(db, brand.id, doer.by, String(form.get("takeId") ?? ""), { made });
  return { done: "settled" };
}
