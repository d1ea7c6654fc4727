import type { ActionFunctionArgs } from "@remix-run/node";
import { fixFinding } from "#studio/videos/fix-finding.ts";
import { variantRequested } from "#workflows/events.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST does what `findingId` offers: the video goes back, and its next version is made. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "video.return");
  const findingId = String((await request.formData()).get("findingId") ?? "");
  try {
    await context.commit(db, async (trx, send) => {
      const wanted = await fixFinding(trx, brand.id, doer, params.videoId ?? "", findingId);
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...wanted }));
    });
    return { done: "mended" as const, goesOut: null };
  } catch (error) {
    return replyTo(error);
  }
}
