import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { saveBrief } from "#studio/briefs/brief.ts";
import { BriefForm } from "../briefs/brief-form.tsx";
import { NothingToBriefWith } from "../briefs/nothing-to-brief-with.tsx";
import { listIngredients, readBriefForm } from "../briefs/read-brief.server.ts";
import { startBrief } from "../briefs/start-brief.ts";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "New brief · Troupe" }];

/** `?product=` and `?persona=` (repeatable) choose what is ticked at first. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const ingredients = await listIngredients(db, brand.id);
  const { searchParams } = new URL(request.url);
  const wanted = { productId: searchParams.get("product"), personaIds: searchParams.getAll("persona") };
  return { ingredients, start: startBrief(ingredients, wanted, new Date()) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "brief.edit");
  const form = await request.formData();
  try {
    const id = await saveBrief(db, brand.id, doer.by, readBriefForm(form));
    return redirect(paths.brief(brand.slug, id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function NewBrief() {
  const { ingredients, start } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  const ready = ingredients.products.length > 0 && ingredients.personas.length > 0;
  return (
    <Page title="New brief" back={{ to: paths.briefs(slug), label: "Briefs" }}>
      {ready ? (
        <BriefForm start={start} ingredients={ingredients} reply={reply} verb="Save brief" />
      ) : (
        <NothingToBriefWith ingredients={ingredients} />
      )}
    </Page>
  );
}
