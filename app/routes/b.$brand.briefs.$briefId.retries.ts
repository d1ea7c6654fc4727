import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { tryAgain } from "#studio/briefs/try-again.ts";
import { variantRequested } from "#workflows/events.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST asks for a failed video of the brief once more; `variantId` says which. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "variant.retry");
  const form = await request.formData();
  try {
    await context.commit(db, async (trx, send) => {
      const wanted = await tryAgain(trx, brand.id, doer.by, String(form.get("variantId") ?? ""));
      await send(variantRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, ...wanted }));
    });
  } catch (error) {
    return replyTo(error);
  }
  return redirect(paths.brief(brand.slug, params.briefId ?? ""));
}
