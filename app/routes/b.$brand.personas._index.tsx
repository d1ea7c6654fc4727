import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listPersonas } from "#db/queries/personas.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { dismissCast } from "#studio/personas/cast-roster.ts";
import { restorePersona } from "#studio/personas/persona.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { Portrait } from "../components/portrait.tsx";
import { useMay } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import styles from "../personas/roster.module.css";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Personas · Troupe" }];

const pageSize = 60;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { searchParams } = new URL(request.url);
  const archived = searchParams.has("archived");
  const after = searchParams.get("after");
  const page = { limit: pageSize, archived, ...(after ? { after } : {}) };
  const rows = await listPersonas(db, brand.id, page).catch(orMissing);
  return {
    brand,
    archived,
    justArchived: searchParams.get("undo"),
    justCast: (searchParams.get("cast") ?? "").split(",").filter(Boolean),
    next: rows.length === pageSize ? rows.at(-1)?.id : undefined,
    personas: rows.map(({ id, name, bible, portraitFile }) => {
      const { audience, speechStyle } = bibleSchema.partial().parse(bible);
      return { id, name, audience, speechStyle, face: portraitFile?.slice(-16) };
    }),
  };
}

/** Takes the archiving back, from the notice or from the list of the archived. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const form = await request.formData();
  try {
    if (form.get("intent") === "dismiss") {
      await dismissCast(db, brand.id, doer.by, String(form.get("cast")).split(","));
      return redirect(paths.personas(brand.slug));
    }
    const persona = await restorePersona(db, brand.id, doer.by, String(form.get("persona")));
    return data({ restored: persona.name });
  } catch (error) {
    return replyTo(error);
  }
}

export default function Roster() {
  const { brand, personas, archived, justArchived, justCast, next } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const restored = reply && "restored" in reply ? reply.restored : undefined;
  useLive(["persona"]);
  const may = useMay();
  const create = may("persona.edit") ? (
    <>
      <Button size="large" url={paths.newPersona(brand.slug)}>
        Create a persona
      </Button>
      <Button variant="primary" size="large" url={paths.casting(brand.slug)}>
        Cast for me
      </Button>
    </>
  ) : null;
  return (
    <Page
      title={archived ? "Archived personas" : "Personas"}
      subtitle={
        archived
          ? "Cast no more. What they made stays."
          : "Who speaks for the brand. All of them are synthetic, and say so."
      }
      {...(archived ? { back: { to: paths.personas(brand.slug), label: "Personas" } } : {})}
      actions={archived || personas.length === 0 ? null : create}
    >
      <FormBanner reply={reply} />
      {restored ? <Notice>{restored} is back on the roster.</Notice> : null}
      {justArchived && !restored ? (
        <Notice>
          That persona is archived.
          <Restore id={justArchived} words="Undo" />
        </Notice>
      ) : null}
      {justCast.length > 0 && may("persona.edit") ? (
        <Notice>
          {justCast.length === 1 ? "1 persona is" : `${justCast.length} personas are`} on the roster.
          <Form method="post" replace>
            <input type="hidden" name="intent" value="dismiss" />
            <input type="hidden" name="cast" value={justCast.join(",")} />
            <Button submit>Undo</Button>
          </Form>
        </Notice>
      ) : null}
      {personas.length === 0 ? (
        <Panel>
          <EmptyState title={archived ? "Nobody is archived" : "An empty stage"} action={archived ? null : create}>
            {archived
              ? "A persona that you archive waits here."
              : "Create the first persona: a face, a voice, and something to say."}
          </EmptyState>
        </Panel>
      ) : (
        <ul className={styles.roster}>
          {personas.map((persona) => (
            <li key={persona.id} className={styles.card}>
              <Portrait
                src={`${paths.personaPortrait(brand.slug, persona.id)}?${persona.face ?? ""}`}
                name={persona.name}
              />
              <div className={styles.words}>
                <Link to={paths.persona(brand.slug, persona.id)} className={styles.name} prefetch="intent">
                  {persona.name}
                </Link>
                <p className={styles.soft}>{persona.audience}</p>
              </div>
              {archived && may("persona.edit") ? (
                <div className={styles.restore}>
                  <Restore id={persona.id} words="Restore" name={persona.name} />
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.foot}>
        {next ? <Link to={`?after=${next}${archived ? "&archived" : ""}`}>More personas</Link> : null}
        {archived ? null : <Link to="?archived">Archived personas</Link>}
      </p>
    </Page>
  );
}

function Restore({ id, words, name }: { id: string; words: string; name?: string }) {
  return (
    <Form method="post" replace>
      <input type="hidden" name="persona" value={id} />
      <Button submit accessibilityLabel={name ? `${words} ${name}` : undefined}>
        {words}
      </Button>
    </Form>
  );
}
