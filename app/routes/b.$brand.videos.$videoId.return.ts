import type { ActionFunctionArgs } from "@remix-run/node";
import { sendBack } from "#studio/reviews/decision.ts";
import { variantRequested } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST sends the video back with `note`, and asks for the version that is made from it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "video.return");
  const form = await request.formData();
  const [sha256, note] = [String(form.get("sha256") ?? ""), String(form.get("note") ?? "")];
  try {
    await context.commit(db, async (trx, send) => {
      const wanted = await sendBack(trx, brand.id, doer.by, params.videoId ?? "", sha256, note);
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...wanted }));
    });
    return { done: "sent-back" as const, goesOut: null };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}
