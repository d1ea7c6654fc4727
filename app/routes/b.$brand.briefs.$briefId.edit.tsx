import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { findDraftOfBrief } from "#db/queries/brief-drafts.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { finishDraft } from "#studio/briefs/draft.ts";
import { fieldsOf, readFields, toStart } from "../briefs/brief-fields.ts";
import { BriefForm } from "../briefs/brief-form.tsx";
import { listIngredients } from "../briefs/read-brief.server.ts";
import { startOf } from "../briefs/start-brief.ts";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Change the brief · Troupe" }];

/** A change that was begun and not saved is gone on with. A brief that was launched may still be renamed and grow. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const brief = await getBrief(db, brand.id, params.briefId ?? "").catch(orMissing);
  const draft = await findDraftOfBrief(db, brand.id, brief.id);
  const stored = startOf(brief);
  return {
    id: brief.id,
    name: brief.name,
    launched: brief.launches.length > 0,
    draft: { id: draft?.id ?? null, revision: draft?.revision ?? 0 },
    start: draft ? toStart(draft.fields, stored) : stored,
    ingredients: await listIngredients(db, brand, context.means, {
      lengths: [...brief.lengths, ...(draft?.fields.lengths ?? [])],
      locales: [...brief.locales, ...(draft?.fields.locales ?? [])],
    }),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const form = await request.formData();
  const briefId = params.briefId ?? "";
  try {
    const draftId = String(form.get("draftId") ?? "") || null;
    await finishDraft(db, brand.id, doer.by, {
      ...{ draftId, briefId, means: context.means },
      input: readFields(fieldsOf(form)),
    });
    return redirect(paths.brief(brand.slug, briefId));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function EditBrief() {
  const { id, name, launched, draft, start, ingredients } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  return (
    <Page
      title="Change the brief"
      subtitle={
        launched ? "It was launched: it can be renamed and it can grow. What was made stays as it is." : undefined
      }
      back={{ to: paths.brief(slug, id), label: name }}
    >
      {draft.id && !reply ? (
        <Notice>
          You are going on with changes that were not saved.
          <Form method="post" action={paths.briefDraft(slug, draft.id)}>
            <input type="hidden" name="intent" value="discard" />
            <input type="hidden" name="briefId" value={id} />
            <Button submit>Drop them</Button>
          </Form>
        </Notice>
      ) : null}
      <BriefForm
        key={draft.id}
        start={start}
        draft={draft}
        briefId={id}
        ingredients={ingredients}
        reply={reply}
        verb="Save changes"
      />
    </Page>
  );
}
