import { type ActionFunctionArgs, data } from "@remix-run/node";
import { askForClip } from "#studio/playground/clip.ts";
import { playgroundForm } from "#studio/playground/shot-of-form.ts";
import { clipRequested } from "#workflows/events.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST asks for a shot to be filmed with the built-in animatic. The same shot is filmed once. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "playground.run");
  const values = valuesOf(await request.formData());
  try {
    return await context.commit(db, async (trx, send) => {
      const { clip, fresh } = await askForClip(trx, brand.id, doer.member.userId, playgroundForm.parse(values));
      if (fresh)
        await send(clipRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, clipId: clip.id }));
      return data({ clipId: clip.id });
    });
  } catch (error) {
    return replyTo(error, values);
  }
}
