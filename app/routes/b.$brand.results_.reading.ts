import type { ActionFunctionArgs } from "@remix-run/node";
import { readingsRequested } from "#workflows/events.ts";
import { requireBrand } from "../session.server.ts";

/** POST asks the networks what became of the brand's posts, now and not at the next turn. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "results.refresh");
  const askedAt = new Date().toISOString();
  const owner = { workspaceId: brand.workspaceId, brandId: brand.id };
  await context.commit(db, (_, send) => send(readingsRequested.create(owner)));
  return { askedAt };
}
