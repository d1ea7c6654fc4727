import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { personaVoices } from "#studio/personas/input.ts";
import { createPersona } from "#studio/personas/persona.ts";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { PersonaForm } from "../personas/persona-form.tsx";
import { type PersonaStart, readPersonaForm } from "../personas/persona-values.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "New persona · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireBrand({ request, params, context }, "persona.edit");
  const voices = context.voices.voices.filter(({ id }) => personaVoices.some((known) => known === id));
  const start: PersonaStart = {
    ...{ name: "", voice: voices[0]?.id ?? "", pace: 1, seed: randomUUID().slice(0, 8) },
    bible: {
      ...{ audience: "", look: {}, voiceOver: "", opinions: [], taboos: [], backstory: "" },
      speechStyle: "warm",
      talk: {},
    },
  };
  return { voices, start };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const form = await request.formData();
  try {
    const persona = await createPersona(db, context.files, brand.id, doer.by, readPersonaForm(form));
    return redirect(paths.persona(brand.slug, persona.id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function NewPersona() {
  const { start, voices } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  return (
    <Page title="New persona" back={{ to: paths.personas(slug), label: "Personas" }}>
      <PersonaForm start={start} voices={voices} reply={useActionData<typeof action>()} submit="Create the persona" />
    </Page>
  );
}
