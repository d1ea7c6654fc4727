import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { listDossierChanges } from "#db/queries/dossiers.ts";
import { acceptChange, declineChange } from "#studio/dossiers/decide.ts";
import { diffTexts } from "#studio/dossiers/diff.ts";
import { researchDossier } from "#studio/dossiers/research.ts";
import { getDossier } from "#studio/dossiers/shelf.ts";
import { requirePermission } from "#studio/members/permissions.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import styles from "../playground/dossier.module.css";
import { DossierChange } from "../playground/dossier-change.tsx";
import { DossierFacts } from "../playground/dossier-facts.tsx";
import { ResearchForm } from "../playground/research-form.tsx";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${loaded?.dossier.name ?? "Dossier"} · Troupe` },
];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { id, dossier, changed } = await getDossier(db, brand.workspaceId, params.dossier ?? "").catch(orMissing);
  const changes = await listDossierChanges(db, brand.workspaceId, { dossier: id, limit: 20 });
  return {
    dossier,
    changed,
    model: context.languageModel?.model ?? null,
    changes: changes.map(({ before, after, ...change }) => ({ ...change, diff: diffTexts(before, after) })),
  };
}

/** Has a document read about the model (`intent` research), or decides about what was proposed (accept, decline). */
export async function action({ request, params, context }: ActionFunctionArgs) {
  // Who has nothing to do with making is refused before anything is read; what is asked has a permission of its own.
  const { db, doer, brand } = await requireBrand({ request, params, context }, "playground.run");
  const form = await request.formData();
  const { workspaceId } = brand;
  const change = String(form.get("change") ?? "");
  try {
    switch (form.get("intent")) {
      case "research": {
        requirePermission(doer.member, "dossier.research");
        const payer = { workspaceId, brandId: brand.id };
        const input = { document: String(form.get("document") ?? ""), source: String(form.get("source") ?? "") };
        const read = await researchDossier(db, context.languageModel, payer, doer.by, params.dossier ?? "", input);
        const said = read.change ? "A change is proposed below." : `Nothing is to be changed: ${read.summary}.`;
        return data({ said: [said, ...(read.change ? [] : read.dropped)].join(" ") });
      }
      case "accept":
        requirePermission(doer.member, "dossier.decide");
        await acceptChange(db, workspaceId, doer.by, change);
        return data({ said: "The dossier is changed. Prompts and prices follow it from now on." });
      case "decline":
        requirePermission(doer.member, "dossier.decide");
        await declineChange(db, workspaceId, doer.by, change);
        return data({ said: "The change is declined. Nothing was changed." });
      default:
        throw new Response("There is no such thing to do with a dossier.", { status: 400 });
    }
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function DossierPage() {
  const { dossier, changed, model, changes } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const { slug } = useBrand();
  const waiting = changes.filter(({ decision }) => decision === null);
  const decided = changes.filter(({ decision }) => decision !== null);
  return (
    <Page title={dossier.name} subtitle={dossier.summary} back={{ to: paths.playground(slug), label: "Playground" }}>
      {reply && "said" in reply ? <Notice>{reply.said}</Notice> : null}
      <FormBanner reply={reply} />
      {waiting.length > 0 ? (
        <Panel title="Proposed changes" aside="Nothing of it holds until somebody accepts it">
          <div className={styles.changes}>
            {waiting.map((change) => (
              <DossierChange key={change.id} change={change} />
            ))}
          </div>
        </Panel>
      ) : null}
      <DossierFacts dossier={dossier} changed={changed} />
      {dossier.provider === "animatic" ? null : (
        <May verb="dossier.research">
          <Panel title="Read a document about it">
            <ResearchForm name={dossier.name} model={model} reply={reply} />
          </Panel>
        </May>
      )}
      {decided.length > 0 ? (
        <Panel title="Decided before">
          <div className={styles.changes}>
            {decided.map((change) => (
              <DossierChange key={change.id} change={change} />
            ))}
          </div>
        </Panel>
      ) : null}
    </Page>
  );
}
