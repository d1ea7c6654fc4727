import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { getBrief } from "#db/queries/briefs.ts";
import { launchBrief } from "#studio/briefs/launch.ts";
import { cellsAt } from "#studio/briefs/plan.ts";
import { briefLaunched } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/**
 * POST launches the brief: its variants become rows, and the making of them is asked for. `only` names places of the grid
 * (with the page's `stamp`) and leaves the rest of the plan for later.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.launch");
  const briefId = params.briefId ?? "";
  const form = await request.formData();
  const only = String(form.get("only") ?? "");
  try {
    await context.commit(db, async (trx, send) => {
      const cells = only
        ? cellsAt(await getBrief(trx, brand.id, briefId), only.split(",").map(Number), String(form.get("stamp")))
        : undefined;
      const { launchId } = await launchBrief(trx, brand.id, briefId, doer.by, {
        means: context.means,
        ...(cells ? { only: cells } : {}),
      });
      await send(briefLaunched.create({ workspaceId: brand.workspaceId, brandId: brand.id, briefId, launchId }));
    });
  } catch (error) {
    return replyTo(error);
  }
  return redirect(paths.brief(brand.slug, briefId));
}
