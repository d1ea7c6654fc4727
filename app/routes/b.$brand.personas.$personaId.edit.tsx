import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { getPersona } from "#db/queries/personas.ts";
import { portrait as portraitSchema } from "#media/storyboard.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { personaVoices } from "#studio/personas/input.ts";
import { updatePersona } from "#studio/personas/persona.ts";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { PersonaForm } from "../personas/persona-form.tsx";
import { type PersonaStart, readPersonaForm } from "../personas/persona-values.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `Edit ${data?.start.name ?? ""} · Troupe` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const { id, name, voice, pace, bible, portrait } = await getPersona(db, brand.id, params.personaId ?? "").catch(
    orMissing,
  );
  const { seed } = portraitSchema.parse(portrait);
  const start: PersonaStart = { name, voice, pace, seed, bible: bibleSchema.parse(bible) };
  return {
    id,
    start,
    voices: context.voices.voices.filter((known) => personaVoices.some((each) => each === known.id)),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const form = await request.formData();
  try {
    const { files } = context;
    const persona = await updatePersona(db, files, brand.id, doer.by, params.personaId ?? "", readPersonaForm(form));
    return redirect(paths.persona(brand.slug, persona.id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function EditPersona() {
  const { id, start, voices } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  return (
    <Page title={`Edit ${start.name}`} back={{ to: paths.persona(slug, id), label: start.name }}>
      <PersonaForm key={id} start={start} voices={voices} reply={useActionData<typeof action>()} submit="Save" />
    </Page>
  );
}
