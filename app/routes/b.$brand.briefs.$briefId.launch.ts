import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { launchBrief } from "#studio/briefs/launch.ts";
import { briefLaunched } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST launches the brief: its variants become rows, and the making of them is asked for. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, brand } = await requireBrand({ request, params, context });
  const briefId = params.briefId ?? "";
  try {
    const { launchId } = await launchBrief(context.db, brand.id, briefId, user.id);
    const owner = { workspaceId: brand.workspaceId, brandId: brand.id };
    await context.inngest.send(briefLaunched.create({ ...owner, briefId, launchId }));
  } catch (error) {
    return replyTo(error);
  }
  return redirect(paths.brief(brand.slug, briefId));
}
