import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { launchBrief } from "#studio/briefs/launch.ts";
import { briefLaunched } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST launches the brief: its variants become rows, and the making of them is asked for. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.launch");
  const briefId = params.briefId ?? "";
  try {
    await context.commit(db, async (trx, send) => {
      const { launchId } = await launchBrief(trx, brand.id, briefId, doer.by);
      await send(briefLaunched.create({ workspaceId: brand.workspaceId, brandId: brand.id, briefId, launchId }));
    });
  } catch (error) {
    return replyTo(error);
  }
  return redirect(paths.brief(brand.slug, briefId));
}
