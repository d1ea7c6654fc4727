import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useCallback, useEffect, useRef, useState } from "react";
import { footagePricing, type Pricing } from "#studio/briefs/estimate.ts";
import { footageTiers } from "#studio/briefs/footage.ts";
import { FormBanner, type Reply } from "../components/form-banner.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { type BriefStart, type FormFields, toStart } from "./brief-fields.ts";
import styles from "./brief-form.module.css";
import { BriefPanels, type Chosen } from "./brief-panels.tsx";
import { DraftLine } from "./draft-line.tsx";
import type { Ingredients } from "./read-brief.server.ts";
import { RunSummary } from "./run-summary.tsx";
import { useDraft } from "./use-draft.ts";

/**
 * A brief to write or to change. It is kept as it is typed; what it will make, cost and take is told beside it. `ask` is
 * what a template still wants to know.
 */
export function BriefForm(props: {
  start: BriefStart;
  draft: { id: string | null; revision: number };
  briefId: string | null;
  ingredients: Ingredients;
  reply: object | undefined;
  verb: string;
  ask?: string[];
}) {
  const { draft, briefId, ingredients, reply, verb } = props;
  const { slug } = useBrand();
  const form = useRef<HTMLFormElement>(null);
  const busy = useNavigation().state !== "idle";
  const typed = (reply as Reply)?.values;
  const [shown, setShown] = useState({ start: props.start, version: 0 });
  const show = useCallback(
    (fields: FormFields) => setShown((old) => ({ start: toStart(fields, old.start), version: old.version + 1 })),
    [],
  );
  const address = useCallback((id: string) => paths.briefDraft(slug, id), [slug]);
  const kept = useDraft({ form, draft, briefId, address, onFields: show });
  const [chosen, setChosen] = useState<Chosen>(() => chosenOf(shown.start));

  useEffect(() => setChosen(chosenOf(shown.start)), [shown]);
  // After a refusal the form shows what was typed; it was never taken out of it.
  useEffect(() => {
    if (typed) show(Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, [value].flat()])));
  }, [typed, show]);
  // Choices are state, and stand in the form once React has drawn them.
  useEffect(() => {
    if (chosen) kept.touch();
  }, [chosen, kept.touch]);

  const { start, version } = shown;
  return (
    <Form
      method="post"
      ref={form}
      className={styles.form}
      noValidate
      onInput={() => window.setTimeout(kept.touch, 0)}
      onSubmit={(event) => {
        const id = kept.idOf();
        const field = event.currentTarget.elements.namedItem("draftId");
        if (id && field instanceof HTMLInputElement) field.value = id;
        kept.forget();
      }}
    >
      <input type="hidden" name="draftId" defaultValue={draft.id ?? ""} />
      <input type="hidden" name="seed" value={start.seed} readOnly />
      <div className={styles.fields}>
        <FormBanner reply={reply} />
        <BriefPanels
          key={version}
          start={start}
          chosen={chosen}
          onChoose={(part) => setChosen((old) => ({ ...old, ...part }))}
          ingredients={ingredients}
          reply={withoutValues(reply)}
          {...(props.ask ? { ask: props.ask } : {})}
        />
      </div>
      <aside className={styles.aside}>
        <RunSummary
          personas={ingredients.personas.filter(({ id }) => chosen.personaIds.includes(id))}
          grid={{
            ...{ productIds: chosen.productIds, personaIds: chosen.personaIds, hooks: chosen.hooks },
            ...{ angles: linesOf(chosen.angles), locales: chosen.locales, ratios: chosen.ratios },
            lengths: chosen.lengths.map(Number).filter((length) => length > 0),
          }}
          pricing={pricingOf(chosen, ingredients)}
          maxVariants={Number(chosen.maxVariants)}
          budget={chosen.budget.trim() === "" ? null : Number(chosen.budget)}
          seed={start.seed}
        >
          <Button submit variant="primary" size="large" fullWidth loading={busy}>
            {verb}
          </Button>
        </RunSummary>
        <DraftLine state={kept.state} undoable={kept.undoable} onUndo={kept.undo} onSettle={kept.settle} />
      </aside>
    </Form>
  );
}

function chosenOf(start: BriefStart): Chosen {
  const { productIds, personaIds, hooks, lengths, ratios, locales, angles, maxVariants, budget } = start;
  const { footageModels, footageTier, channels } = start;
  return {
    ...{ productIds, personaIds, hooks, lengths, ratios, locales, angles, maxVariants, budget },
    ...{ footageModels, footageTier, channels },
  };
}

/** In the order in which the models were chosen: the first that films a shot is asked for it. */
function pricingOf({ footageModels, footageTier }: Chosen, { models }: Ingredients): Pricing {
  const asked = footageModels.flatMap((id) => models.find((model) => model.id === id) ?? []);
  return footagePricing(asked, footageTiers.find((tier) => tier === footageTier) ?? "draft-first");
}

const linesOf = (text: string) => [...new Set(text.split("\n").map((line) => line.trim()))].filter(Boolean);

/** What was typed is in `start` already; the fields need the sentences alone. */
function withoutValues(reply: object | undefined): object | undefined {
  return reply && { ...reply, values: undefined };
}
