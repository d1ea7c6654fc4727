import { Form, useSubmit } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { Panel } from "../components/panel.tsx";
import styles from "./playground.module.css";
import type { PlaygroundValues } from "./read-playground.server.ts";
import { framingWords, kindWords, moveWords, optionsOf, tierWords, voiceWords } from "./words.ts";

type Choices = {
  personas: { id: string; name: string }[];
  products: { id: string; title: string }[];
  models: { id: string; name: string }[];
};

/** Typing is waited for this long before the models are asked again, in milliseconds. */
const quietMs = 350;

/** The shot. What is changed is compiled at once; without scripts, by the button. */
export function ShotForm(props: {
  values: PlaygroundValues;
  choices: Choices;
  shown: string[];
  reply: object | undefined;
}) {
  const { values, choices, shown, reply } = props;
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const submit = useSubmit();
  useEffect(() => () => clearTimeout(timer.current), []);
  const changed = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (form.current) submit(form.current, { replace: true, preventScrollReset: true });
    }, quietMs);
  };
  const common = { reply, onChoice: changed };
  const talks = values.kind !== "product";
  return (
    <Form ref={form} method="get" className={styles.form} preventScrollReset replace aria-label="The shot">
      <Panel title="The shot">
        <div className={styles.fields}>
          <ChoiceBox name="kind" label="What is it" value={values.kind} options={optionsOf(kindWords)} {...common} />
          {choices.personas.length > 0 ? (
            <ChoiceBox
              name="persona"
              label="Who"
              value={values.persona}
              options={[
                ...choices.personas.map(({ id, name }) => ({ value: id, label: name })),
                { value: "", label: "Nobody" },
              ]}
              disabled={!talks}
              {...common}
            />
          ) : null}
          {choices.products.length > 0 ? (
            <ChoiceBox
              name="product"
              label="Product"
              value={values.product}
              options={[
                ...choices.products.map(({ id, title }) => ({ value: id, label: title })),
                { value: "", label: "None" },
              ]}
              {...common}
            />
          ) : null}
          <TextBox
            name="line"
            label="Line"
            value={values.line}
            lines={2}
            maxLength={300}
            reply={reply}
            onText={changed}
            placeholder="What is said; empty for a silent shot"
          />
          <TextBox
            name="direction"
            label="What happens"
            value={values.direction}
            lines={2}
            maxLength={400}
            reply={reply}
            onText={changed}
            placeholder="Leans on the counter and lifts the bag a little"
          />
          <div className={styles.pair}>
            <TextBox
              name="seconds"
              label="Seconds"
              type="number"
              inputMode="decimal"
              value={values.seconds}
              reply={reply}
              onText={changed}
            />
            <ChoiceBox
              name="ratio"
              label="Shape"
              value={values.ratio}
              options={["9:16", "1:1", "4:5", "16:9"].map((ratio) => ({ value: ratio, label: ratio }))}
              {...common}
            />
            <ChoiceBox
              name="framing"
              label="Framing"
              value={values.framing}
              options={optionsOf(framingWords)}
              {...common}
            />
            <ChoiceBox name="move" label="Camera" value={values.move} options={optionsOf(moveWords)} {...common} />
          </div>
          <ChoiceBox
            name="voice"
            label="Whose voice"
            value={values.voice}
            options={optionsOf(voiceWords)}
            {...common}
          />
          <ChoiceBox name="tier" label="How fine" value={values.tier} options={optionsOf(tierWords)} {...common} />
          <TextBox
            name="set"
            label="Where"
            value={values.set}
            maxLength={300}
            reply={reply}
            onText={changed}
            placeholder="A small kitchen, a window on the left"
          />
          <TextBox
            name="style"
            label="Look"
            value={values.style}
            maxLength={300}
            reply={reply}
            onText={changed}
            placeholder="Filmed on a phone in daylight"
          />
        </div>
      </Panel>
      <Panel title="Models">
        <fieldset className={styles.chips}>
          <legend className={styles.hidden}>Which models to show; all when none is chosen</legend>
          {choices.models.map(({ id, name }) => (
            <label key={id} className={styles.chip}>
              <input type="checkbox" name="m" value={id} defaultChecked={shown.includes(id)} onChange={changed} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </Panel>
      <noscript>
        <button type="submit">Show</button>
      </noscript>
    </Form>
  );
}
