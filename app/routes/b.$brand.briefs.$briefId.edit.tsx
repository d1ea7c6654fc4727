import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { getBrief } from "#db/queries/briefs.ts";
import { updateBrief } from "#studio/briefs/brief.ts";
import { BriefForm } from "../briefs/brief-form.tsx";
import { listIngredients, readBriefForm } from "../briefs/read-brief.server.ts";
import { toStart } from "../briefs/start-brief.ts";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Change the brief · Troupe" }];

/** Only a brief that was not launched is changed here: what was made stays explained by its brief. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const brief = await getBrief(db, brand.id, params.briefId ?? "").catch(orMissing);
  if (brief.launches.length > 0) throw redirect(paths.brief(brand.slug, brief.id));
  return { id: brief.id, start: toStart(brief), ingredients: await listIngredients(db, brand.id) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const form = await request.formData();
  try {
    await updateBrief(db, brand.id, doer.by, params.briefId ?? "", readBriefForm(form));
    return redirect(paths.brief(brand.slug, params.briefId ?? ""));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function EditBrief() {
  const { id, start, ingredients } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  return (
    <Page title="Change the brief" back={{ to: paths.brief(slug, id), label: start.name }}>
      <BriefForm start={start} ingredients={ingredients} reply={reply} verb="Save changes" />
    </Page>
  );
}
