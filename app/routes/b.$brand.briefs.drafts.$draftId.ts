import { type ActionFunctionArgs, json, redirect } from "@remix-run/node";
import { NotFound, Refused } from "#config/errors.ts";
import { discardDraft, keepDraft, restoreDraft } from "#studio/briefs/draft.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

/** PUT keeps what is being typed, and answers in JSON. POST throws the draft away, or takes that back. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const id = params.draftId ?? "";
  if (request.method === "PUT") {
    try {
      const typed = String((await request.formData()).get("draft"));
      return json(await keepDraft(db, brand.id, doer.by, id, readJson(typed)));
    } catch (error) {
      const gone = error instanceof NotFound && "This draft was saved or thrown away in another window.";
      if (gone) return json({ why: gone }, 409);
      if (error instanceof Refused) return json({ why: error.message }, 422);
      throw error;
    }
  }
  const form = await request.formData();
  const briefId = form.get("briefId");
  try {
    if (form.get("intent") === "restore") {
      await restoreDraft(db, brand.id, doer.by, id);
      return redirect(paths.briefFrom(brand.slug, { draft: id }));
    }
    await discardDraft(db, brand.id, doer.by, id);
  } catch (error) {
    return replyTo(error);
  }
  return redirect(briefId ? paths.briefEdit(brand.slug, String(briefId)) : `${paths.briefs(brand.slug)}?undo=${id}`);
}

/** Undefined for what is no JSON; the studio then says what it wants. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
