import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { getBrief } from "#db/queries/briefs.ts";
import { startDraft } from "#studio/briefs/draft.ts";
import { toFields } from "../briefs/brief-fields.ts";
import { startOf } from "../briefs/start-brief.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** POST begins a new brief with what this one says, as a draft. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  try {
    const brief = await getBrief(db, brand.id, params.briefId ?? "");
    const start = { ...startOf(brief), name: `${brief.name.slice(0, 75)} copy`, seed: "" };
    const draft = await startDraft(db, brand.id, doer.by, toFields(start));
    return redirect(paths.briefFrom(brand.slug, { draft }));
  } catch (error) {
    return replyTo(error);
  }
}
