import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { tryAgain } from "#studio/briefs/try-again.ts";
import { variantRequested } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST asks for a failed video of the brief once more; `variantId` says which. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { brand } = await requireBrand({ request, params, context });
  const form = await request.formData();
  try {
    const wanted = await tryAgain(context.db, brand.id, String(form.get("variantId") ?? ""));
    const owner = { workspaceId: brand.workspaceId, brandId: brand.id };
    await context.inngest.send(variantRequested.create({ ...owner, ...wanted }));
  } catch (error) {
    return replyTo(error);
  }
  return redirect(paths.brief(brand.slug, params.briefId ?? ""));
}
