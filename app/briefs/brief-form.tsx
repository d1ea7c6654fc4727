import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useId, useState } from "react";
import { hookTypes } from "#providers/text/contract.ts";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner, fieldError, type Reply, typedValue } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hooks } from "../videos/hooks.ts";
import styles from "./brief-form.module.css";
import { RunSummary } from "./run-summary.tsx";

export type Ingredients = {
  products: { id: string; title: string; hasPicture: boolean }[];
  personas: { id: string; name: string; audience: string }[];
};
/** What the form starts with. Lists of lines are texts with one on each line. */
export type BriefStart = {
  name: string;
  goal: string;
  audience: string;
  productId: string;
  personaIds: string[];
  hooks: string[];
  lengthSeconds: string;
  maxVariants: string;
  offer: string;
  tone: string;
  angles: string;
  proofPoints: string;
  mustSay: string;
  neverSay: string;
  budget: string;
};

/** A brief to write or to change. What it will make, cost and take is told beside it while it is filled in. */
export function BriefForm(props: {
  start: BriefStart;
  ingredients: Ingredients;
  reply: object | undefined;
  verb: string;
}) {
  const { start, ingredients, reply, verb } = props;
  const { slug } = useBrand();
  const busy = useNavigation().state !== "idle";
  const typed = (field: keyof BriefStart) => typedValue(reply, field, String(start[field]));
  const [productId, setProductId] = useState(typed("productId"));
  const [personaIds, setPersonaIds] = useState(typedList(reply, "personaIds", start.personaIds));
  const [chosenHooks, setHooks] = useState(typedList(reply, "hooks", start.hooks));
  const [length, setLength] = useState(typed("lengthSeconds"));
  const [most, setMost] = useState(typed("maxVariants"));
  const [angles, setAngles] = useState(typed("angles"));
  const product = ingredients.products.find(({ id }) => id === productId);
  const extras = (["offer", "tone", "angles", "proofPoints", "mustSay", "neverSay", "budget"] as const).some(
    (field) => typed(field) !== "" || fieldError(reply, field),
  );
  const box = { reply };

  return (
    <Form method="post" className={styles.form} noValidate>
      <div className={styles.fields}>
        <FormBanner reply={reply} />
        <Panel title="What it is about">
          <div className={styles.stack}>
            <div className={styles.product}>
              <ChoiceBox
                {...box}
                name="productId"
                label="Product"
                value={start.productId}
                options={ingredients.products.map(({ id, title }) => ({ value: id, label: title }))}
                onChoice={setProductId}
              />
              {product?.hasPicture ? <img src={paths.productPicture(slug, product.id)} alt="" /> : null}
            </div>
            <TextBox {...box} name="name" label="Name" help="For your own lists." value={start.name} maxLength={80} />
            <TextBox
              {...box}
              name="goal"
              label="What the videos should achieve"
              value={start.goal}
              placeholder={product ? `Get people to try ${product.title}` : ""}
              lines={2}
              maxLength={280}
            />
            <TextBox
              {...box}
              name="audience"
              label="Who they are for"
              value={start.audience}
              maxLength={280}
              lines={3}
            />
          </div>
        </Panel>
        <Panel title="Who talks" aside={`${personaIds.length} of ${ingredients.personas.length}`}>
          <Faces personas={ingredients.personas} chosen={personaIds} onChoose={setPersonaIds} reply={reply} />
        </Panel>
        <Panel title="How the videos open" aside={`${chosenHooks.length} of ${hookTypes.length}`}>
          <HookChips chosen={chosenHooks} onChoose={setHooks} reply={reply} />
        </Panel>
        <Panel title="How long, how many">
          <div className={styles.pair}>
            <TextBox
              {...box}
              name="lengthSeconds"
              label="Length of each video"
              help="15 to 30 seconds."
              type="number"
              suffix="seconds"
              inputMode="numeric"
              value={start.lengthSeconds}
              onText={setLength}
            />
            <TextBox
              {...box}
              name="maxVariants"
              label="Videos at most"
              help="Spread evenly over personas and hooks."
              type="number"
              suffix="videos"
              inputMode="numeric"
              value={start.maxVariants}
              onText={setMost}
            />
          </div>
        </Panel>
        <details className={styles.extras} open={extras}>
          <summary>Fine print: offer, angles, what must and must not be said, budget</summary>
          <div className={styles.stack}>
            <TextBox
              {...box}
              name="offer"
              label="Offer"
              value={start.offer}
              placeholder="10% off this week"
              maxLength={120}
            />
            <TextBox
              {...box}
              name="tone"
              label="Tone"
              value={start.tone}
              placeholder="As the brand kit says"
              maxLength={120}
            />
            <TextBox
              {...box}
              name="angles"
              label="Angles"
              help="One on each line; every angle doubles the matrix. Without any, the product's first benefit leads."
              lines={2}
              value={start.angles}
              onText={setAngles}
            />
            <TextBox
              {...box}
              name="proofPoints"
              label="Proof points"
              help="One on each line."
              lines={2}
              value={start.proofPoints}
            />
            <TextBox
              {...box}
              name="mustSay"
              label="Must say"
              help="One sentence on each line."
              lines={2}
              value={start.mustSay}
            />
            <TextBox
              {...box}
              name="neverSay"
              label="Never say"
              help="One word or phrase on each line."
              lines={2}
              value={start.neverSay}
            />
            <TextBox
              {...box}
              name="budget"
              label="Budget"
              help="Nothing is spent past it. Leave it empty for no limit."
              prefix="$"
              inputMode="decimal"
              value={start.budget}
            />
          </div>
        </details>
      </div>
      <aside className={styles.aside}>
        <RunSummary
          personas={ingredients.personas.filter(({ id }) => personaIds.includes(id))}
          hooks={chosenHooks}
          angles={angles}
          lengthSeconds={Number(length)}
          maxVariants={Number(most)}
        >
          <Button submit variant="primary" size="large" fullWidth loading={busy}>
            {verb}
          </Button>
        </RunSummary>
      </aside>
    </Form>
  );
}

/** The values of a list field before the form was refused; an empty list is one, too. */
function typedList(reply: object | undefined, field: string, fallback: string[]): string[] {
  const { error, values } = (reply ?? {}) as NonNullable<Reply>;
  if (!error) return fallback;
  const value = values?.[field];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

type Choosing = { chosen: string[]; onChoose: (chosen: string[]) => void; reply: object | undefined };
const flip = (chosen: string[], one: string) =>
  chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one];

function Faces({ personas, chosen, onChoose, reply }: Choosing & { personas: Ingredients["personas"] }) {
  const { slug } = useBrand();
  return (
    <Choice label="Personas" wrong={fieldError(reply, "personaIds")}>
      <div className={styles.faces}>
        {personas.map(({ id, name, audience }) => (
          <label key={id} className={styles.face}>
            <input
              type="checkbox"
              name="personaIds"
              value={id}
              checked={chosen.includes(id)}
              onChange={() => onChoose(flip(chosen, id))}
            />
            <Portrait src={paths.personaPortrait(slug, id)} name={name} />
            <strong>{name}</strong>
            <span className={styles.about}>{audience}</span>
          </label>
        ))}
      </div>
    </Choice>
  );
}

function HookChips({ chosen, onChoose, reply }: Choosing) {
  return (
    <Choice label="Hooks" wrong={fieldError(reply, "hooks")}>
      <div className={styles.hooks}>
        {hookTypes.map((hook) => (
          <label key={hook} className={styles.hook}>
            <input
              type="checkbox"
              name="hooks"
              value={hook}
              checked={chosen.includes(hook)}
              onChange={() => onChoose(flip(chosen, hook))}
            />
            <span>
              <strong>{hooks[hook].name}</strong>
              <span className={styles.about}>{hooks[hook].does}</span>
            </span>
          </label>
        ))}
      </div>
    </Choice>
  );
}

function Choice({ label, wrong, children }: { label: string; wrong: string | undefined; children: React.ReactNode }) {
  const id = useId();
  return (
    <fieldset className={styles.choice} aria-label={label} aria-describedby={wrong ? id : undefined}>
      {children}
      {wrong ? (
        <p id={id} className={styles.wrong}>
          {wrong}
        </p>
      ) : null}
    </fieldset>
  );
}
