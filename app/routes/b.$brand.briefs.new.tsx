import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { findBriefDraft } from "#db/queries/brief-drafts.ts";
import { finishDraft } from "#studio/briefs/draft.ts";
import { fillTemplate, findTemplate, listTemplates } from "#studio/briefs/templates.ts";
import { fieldsOf, readFields, toStart } from "../briefs/brief-fields.ts";
import { BriefForm } from "../briefs/brief-form.tsx";
import { NothingToBriefWith } from "../briefs/nothing-to-brief-with.tsx";
import { listIngredients } from "../briefs/read-brief.server.ts";
import { startBrief } from "../briefs/start-brief.ts";
import { StartFrom } from "../briefs/start-from.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "New brief · Troupe" }];

/** `?product=` and `?persona=` (repeatable) choose what is ticked at first; `?template=` and `?draft=` what is filled in. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const { searchParams } = new URL(request.url);
  const id = searchParams.get("draft");
  const draft = id ? await findBriefDraft(db, brand.id, id) : undefined;
  const ingredients = await listIngredients(db, brand, context.means, {
    ...{ lengths: draft?.fields.lengths ?? [], locales: draft?.fields.locales ?? [] },
  });
  const template = findTemplate(searchParams.get("template"));
  const wanted = {
    productId: searchParams.get("product"),
    personaIds: searchParams.getAll("persona"),
    ...(template
      ? {
          template: (product: string) => ({
            ...{ name: template.name, tone: template.tone, hooks: template.hooks },
            goal: fillTemplate(template.goal, product),
            lengths: template.lengths.map(String),
            angles: template.angles.join("\n"),
            mustSay: template.mustSay.join("\n"),
          }),
        }
      : {}),
  };
  const start = { ...startBrief(ingredients, wanted, new Date()), seed: randomUUID().slice(0, 8) };
  return {
    ingredients,
    templates: listTemplates().map(({ id, name, does }) => ({ id, name, does })),
    template: template?.id,
    ask: draft ? [] : (template?.ask ?? []),
    draft: { id: draft?.id ?? null, revision: draft?.revision ?? 0 },
    start: draft ? toStart(draft.fields, start) : start,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const form = await request.formData();
  try {
    const draftId = String(form.get("draftId") ?? "") || null;
    const id = await finishDraft(db, brand.id, doer.by, {
      ...{ draftId, means: context.means },
      input: readFields(fieldsOf(form)),
    });
    return redirect(paths.brief(brand.slug, id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function NewBrief() {
  const { ingredients, templates, template, ask, draft, start } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  const ready = ingredients.products.length > 0 && ingredients.personas.length > 0;
  return (
    <Page title="New brief" back={{ to: paths.briefs(slug), label: "Briefs" }}>
      {draft.id || reply ? null : <StartFrom templates={templates} chosen={template} />}
      {ready ? (
        <BriefForm
          key={`${draft.id} ${template}`}
          start={start}
          draft={draft}
          briefId={null}
          ingredients={ingredients}
          reply={reply}
          verb="Save brief"
          ask={ask}
        />
      ) : (
        <NothingToBriefWith ingredients={ingredients} />
      )}
    </Page>
  );
}
