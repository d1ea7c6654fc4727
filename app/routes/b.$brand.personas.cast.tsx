import { randomUUID } from "node:crypto";
import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { acceptCast, castingInput, previewRoster } from "#studio/personas/cast-roster.ts";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { CastForm } from "../personas/cast-form.tsx";
import { CastGrid } from "../personas/cast-grid.tsx";
import { readCasting } from "../personas/read-casting.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Cast personas · Troupe" }];

/** `?audience=` with `&size=` and `&seed=` shows who would come; the same address always shows the same people. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const { searchParams } = new URL(request.url);
  const asked = {
    audience: searchParams.get("audience") ?? "",
    size: searchParams.get("size") ?? "10",
    seed: searchParams.get("seed") || randomUUID().slice(0, 8),
    takes: searchParams.get("takes") ?? "",
  };
  const read = castingInput.safeParse(readCasting(asked));
  const wrong = searchParams.has("audience") && !read.success ? read.error.issues : [];
  const people = read.success && searchParams.has("seed") ? await previewRoster(db, brand.id, read.data) : [];
  return {
    asked,
    wrong: wrong.map(({ path, message }) => ({ field: String(path[0]), message })),
    people: people.map(({ persona, job, trait }) => ({ ...persona, job, trait })),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  try {
    const asked = { audience: text("audience"), size: text("size"), seed: text("seed"), takes: text("takes") };
    const places = text("places").split(",").filter(Boolean).map(Number);
    const casting = castingInput.parse(readCasting(asked));
    const made = await acceptCast(db, context.files, brand.id, doer.by, casting, places);
    const ids = made.map(({ id }) => id).join(",");
    return redirect(`${paths.personas(brand.slug)}?${new URLSearchParams({ cast: ids })}`);
  } catch (error) {
    return replyTo(error);
  }
}

export default function CastPersonas() {
  const { asked, wrong, people } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  const reply = useActionData<typeof action>();
  return (
    <Page
      title="Cast personas"
      subtitle="Say whom they speak to. Looks, names, jobs, voices and opinions are dealt apart, so that none follows from another."
      back={{ to: paths.personas(slug), label: "Personas" }}
    >
      <CastForm asked={asked} wrong={wrong} />
      {people.length > 0 ? (
        <CastGrid key={`${asked.audience} ${asked.size} ${asked.seed}`} asked={asked} people={people} reply={reply} />
      ) : null}
    </Page>
  );
}
