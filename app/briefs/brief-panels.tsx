import { Button } from "@shopify/polaris";
import { useState } from "react";
import { hookTypes } from "#providers/text/contract.ts";
import { mostVideos, usualLengths } from "#studio/briefs/limits.ts";
import { pickCast } from "#studio/personas/pick-cast.ts";
import { TextBox } from "../components/fields.tsx";
import { fieldError } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { BriefStart } from "./brief-fields.ts";
import styles from "./brief-form.module.css";
import { Chips, Faces, HookChips } from "./choices.tsx";
import { FootageChoice } from "./footage-choice.tsx";
import { LookChoice } from "./look-choice.tsx";
import type { Ingredients } from "./read-brief.server.ts";
import { sayRatio } from "./say-ratio.ts";

/** What the summary beside the form counts with. */
export type Chosen = Pick<
  BriefStart,
  | "productIds"
  | "personaIds"
  | "hooks"
  | "lengths"
  | "angles"
  | "maxVariants"
  | "budget"
  | "ratios"
  | "locales"
  | "footageModels"
  | "footageTier"
  | "channels"
>;

/** How many a cast for the brief has when nobody says. */
const castSize = 5;

/** The form's panels, in the order in which a brief is thought: what, who, how, how much, what exactly, where. */
export function BriefPanels(props: {
  start: BriefStart;
  chosen: Chosen;
  onChoose: (part: Partial<Chosen>) => void;
  ingredients: Ingredients;
  reply: object | undefined;
  ask?: string[];
}) {
  const { start, chosen, onChoose, ingredients, reply, ask } = props;
  const box = { reply };
  return (
    <>
      {ask && ask.length > 0 ? (
        <Panel title="What this template wants to know">
          <ul className={styles.ask}>
            {ask.map((question) => (
              <li key={question}>{question}</li>
            ))}
          </ul>
        </Panel>
      ) : null}
      <What start={start} chosen={chosen} onChoose={onChoose} ingredients={ingredients} reply={reply} />
      <Who start={start} chosen={chosen} onChoose={onChoose} ingredients={ingredients} reply={reply} />
      <Panel title="How the videos open" aside={`${chosen.hooks.length} of ${hookTypes.length}`}>
        <div className={styles.stack}>
          <HookChips
            chosen={chosen.hooks}
            onChoose={(hooks) => onChoose({ hooks })}
            wrong={fieldError(reply, "hooks")}
          />
          <TextBox
            {...box}
            name="angles"
            label="Angles"
            help="What a video is about, one on each line. Without any, the product's first benefit leads."
            lines={2}
            value={start.angles}
            onText={(angles) => onChoose({ angles })}
          />
        </div>
      </Panel>
      <HowMuch start={start} chosen={chosen} onChoose={onChoose} ingredients={ingredients} reply={reply} />
      <FootageChoice models={ingredients.models} chosen={chosen} onChoose={onChoose} reply={reply} />
      <LookChoice start={start} kit={ingredients.kit} reply={reply} />
      <Panel title="What is said">
        <div className={styles.stack}>
          <TextBox
            {...box}
            name="proofPoints"
            label="Proof points"
            help="One on each line, with a link to the evidence after it."
            placeholder="Roasted every Tuesday https://…"
            lines={2}
            value={start.proofPoints}
          />
          {fieldError(reply, "evidence") ? <p className={styles.wrong}>{fieldError(reply, "evidence")}</p> : null}
          <TextBox
            {...box}
            name="offer"
            label="Offer"
            value={start.offer}
            placeholder="10% off this week"
            maxLength={120}
          />
          <div className={styles.pair}>
            <TextBox {...box} name="offerStarts" label="Offer starts" type="date" value={start.offerStarts} />
            <TextBox
              {...box}
              name="offerEnds"
              label="Offer ends"
              help="Its last day. Nothing is launched after it."
              type="date"
              value={start.offerEnds}
            />
          </div>
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
            name="tone"
            label="Tone"
            value={start.tone}
            placeholder="As the brand kit says"
            maxLength={120}
          />
        </div>
      </Panel>
      <Where chosen={chosen} onChoose={onChoose} ingredients={ingredients} reply={reply} />
    </>
  );
}

type Fact = [name: string, value: string, why: string];
type Part = {
  start: BriefStart;
  chosen: Chosen;
  onChoose: (part: Partial<Chosen>) => void;
  reply: object | undefined;
};

function What({ start, chosen, onChoose, ingredients, reply }: Part & { ingredients: Ingredients }) {
  const { slug } = useBrand();
  const [first] = ingredients.products.filter(({ id }) => chosen.productIds.includes(id));
  const box = { reply };
  return (
    <Panel title="What it is about">
      <div className={styles.stack}>
        <Chips
          name="productIds"
          label="Products"
          options={ingredients.products.map(({ id, title, hasPicture }) => ({
            value: id,
            words: (
              <>
                {hasPicture ? <img src={paths.productPicture(slug, id)} alt="" loading="lazy" /> : null}
                {title}
              </>
            ),
          }))}
          chosen={chosen.productIds}
          onChoose={(productIds) => onChoose({ productIds })}
          wrong={fieldError(reply, "productIds")}
        />
        <TextBox {...box} name="name" label="Name" help="For your own lists." value={start.name} maxLength={80} />
        <TextBox
          {...box}
          name="goal"
          label="What the videos should achieve"
          value={start.goal}
          placeholder={first ? `Get people to try ${first.title}` : ""}
          lines={2}
        />
        <TextBox {...box} name="audience" label="Who they are for" value={start.audience} lines={3} />
      </div>
    </Panel>
  );
}

function Who({ start, chosen, onChoose, ingredients, reply }: Part & { ingredients: Ingredients }) {
  const { slug } = useBrand();
  const { personas } = ingredients;
  const [said, setSaid] = useState("");
  const cast = () => {
    const free = personas.filter(({ avoids }) => !chosen.productIds.some((id) => avoids.includes(id)));
    const ids = pickCast(free, castSize);
    onChoose({ personaIds: ids });
    setSaid(
      ids.length === 0
        ? "Nobody on the roster talks about this. Create personas for it."
        : `${ids.length} who differ most in voice, way of talking and looks.`,
    );
  };
  return (
    <Panel title="Who talks" aside={`${chosen.personaIds.length} of ${personas.length}`}>
      <div className={styles.stack}>
        <div className={styles.cast}>
          <Button onClick={cast}>Cast for me</Button>
          <a href={paths.casting(slug, start.audience)} className={styles.link}>
            Create new personas
          </a>
          <span role="status" className={styles.about}>
            {said}
          </span>
        </div>
        <Faces
          personas={personas}
          chosen={chosen.personaIds}
          onChoose={(personaIds) => onChoose({ personaIds })}
          wrong={fieldError(reply, "personaIds")}
        />
      </div>
    </Panel>
  );
}

function HowMuch({ start, chosen, onChoose, ingredients, reply }: Part & { ingredients: Ingredients }) {
  const box = { reply };
  const lengths = [...new Set([...usualLengths.map(String), ...start.lengths])].sort((a, b) => Number(a) - Number(b));
  return (
    <Panel title="How long, how many, by when">
      <div className={styles.stack}>
        <Chips
          name="lengths"
          label="Lengths"
          options={lengths.map((value) => ({ value, words: `${value} s` }))}
          chosen={chosen.lengths}
          onChoose={(lengths) => onChoose({ lengths })}
          wrong={fieldError(reply, "lengths")}
        />
        <Chips
          name="ratios"
          label="Formats"
          options={ingredients.ratios.map((value) => ({ value, words: sayRatio(value) }))}
          chosen={chosen.ratios}
          onChoose={(ratios) => onChoose({ ratios: ratios.length > 0 ? ratios : chosen.ratios })}
          wrong={fieldError(reply, "ratios")}
        />
        <div className={styles.pair}>
          <TextBox
            {...box}
            name="maxVariants"
            label="Videos at most"
            help={`Chosen so that they differ most; ${mostVideos.toLocaleString("en")} is the most.`}
            type="number"
            suffix="videos"
            inputMode="numeric"
            value={start.maxVariants}
            onText={(maxVariants) => onChoose({ maxVariants })}
          />
          <TextBox
            {...box}
            name="budget"
            label="Budget"
            help="Nothing is spent past it. Leave it empty for no limit."
            prefix="$"
            inputMode="decimal"
            value={start.budget}
            onText={(budget) => onChoose({ budget })}
          />
        </div>
        <div className={styles.pair}>
          <TextBox {...box} name="publishFrom" label="Goes out from" type="date" value={start.publishFrom} />
          <TextBox {...box} name="publishUntil" label="Goes out until" type="date" value={start.publishUntil} />
        </div>
      </div>
    </Panel>
  );
}

/** Which cuts the chosen networks make of a video; nothing when there is only the branded one. */
function sayCuts(networks: Ingredients["networks"]): string {
  const names = networks.filter(({ cut }) => cut === "clean").map(({ name }) => name);
  if (names.length === 0) return "";
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(names);
  const one = `${list} ${names.length === 1 ? "gets" : "get"} a clean cut, without logo, price, call or address in the picture.`;
  return names.length < networks.length ? `${one} The others get the branded one: two files, one review.` : one;
}

/** Networks, languages, and what is fixed today with its why. Nothing is offered here that the chain cannot make. */
function Where(props: Omit<Part, "start"> & { ingredients: Ingredients }) {
  const { chosen, onChoose, reply } = props;
  const { languages, networks } = props.ingredients;
  const wrong = fieldError(reply, "locales");
  const voiceless = languages.filter(({ locale, voiceless }) => voiceless && chosen.locales.includes(locale));
  const facts: Fact[] = [
    ...(languages.length === 1
      ? [["Language", "English", "The house writer writes English only. A language model writes others."] as Fact]
      : []),
    ["Review", "One approval", "Somebody who may approve decides on every video before it can go out."],
  ];
  return (
    <Panel title="Where it goes">
      <div className={styles.languages}>
        <Chips
          name="channels"
          label="Networks"
          options={networks.map(({ id, name }) => ({ value: id, words: name }))}
          chosen={chosen.channels}
          onChoose={(channels) => onChoose({ channels: channels.length > 0 ? channels : chosen.channels })}
          wrong={fieldError(reply, "channels")}
        />
        <p className={styles.about}>
          Every video is checked by the rules of these networks. One that is not connected is posted by hand, from the
          download.
        </p>
        <p className={styles.about} role="status">
          {sayCuts(networks.filter(({ id }) => chosen.channels.includes(id)))}
        </p>
      </div>
      {languages.length > 1 ? (
        <div className={styles.languages}>
          <Chips
            name="locales"
            label="Languages"
            options={languages.map(({ locale, name }) => ({ value: locale, words: name }))}
            chosen={chosen.locales}
            onChoose={(locales) => onChoose({ locales: locales.length > 0 ? locales : chosen.locales })}
            wrong={wrong}
          />
          <p className={styles.about}>
            Other languages than English are carried over from an English script, and its claims are compared.
          </p>
          {voiceless.length > 0 ? (
            <p className={styles.lacks} role="status">
              {voiceless.map(({ voiceless }) => voiceless).join(" ")} Scripts are written; a video of them needs a voice
              that speaks it.
            </p>
          ) : null}
        </div>
      ) : wrong ? (
        <p className={styles.wrong}>{wrong}</p>
      ) : null}
      <dl className={styles.where}>
        {facts.map(([name, value, why]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong>
              <span className={styles.about}>{why}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
