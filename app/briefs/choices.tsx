import { type ReactNode, useId } from "react";
import { hookTypes } from "#providers/text/contract.ts";
import { Portrait } from "../components/portrait.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hooks } from "../videos/hooks.ts";
import styles from "./brief-form.module.css";
import type { Ingredients } from "./read-brief.server.ts";

type Choosing = { chosen: string[]; onChoose: (chosen: string[]) => void; wrong: string | undefined };

const flip = (chosen: string[], one: string) =>
  chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one];

/** The roster as faces to tick. */
export function Faces({ personas, chosen, onChoose, wrong }: Choosing & { personas: Ingredients["personas"] }) {
  const { slug } = useBrand();
  return (
    <Choice label="Personas" wrong={wrong}>
      <div className={styles.faces}>
        {personas.map(({ id, name, audience }) => (
          <label key={id} className={styles.face}>
            <input {...tick("personaIds", id, chosen, onChoose)} />
            <Portrait src={paths.personaPortrait(slug, id)} name={name} />
            <strong>{name}</strong>
            <span className={styles.about}>{audience}</span>
          </label>
        ))}
      </div>
    </Choice>
  );
}

/** Every way of opening, with what it does. */
export function HookChips({ chosen, onChoose, wrong }: Choosing) {
  return (
    <Choice label="Hooks" wrong={wrong}>
      <div className={styles.hooks}>
        {hookTypes.map((hook) => (
          <label key={hook} className={styles.hook} title={hooks[hook].works}>
            <input {...tick("hooks", hook, chosen, onChoose)} />
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

/** A few words to tick, in a row. */
export function Chips(
  props: Choosing & { name: string; label: string; options: { value: string; words: ReactNode }[] },
) {
  const { name, label, options, chosen, onChoose, wrong } = props;
  return (
    <Choice label={label} wrong={wrong}>
      <div className={styles.chips}>
        {options.map(({ value, words }) => (
          <label key={value} className={styles.chip}>
            <input {...tick(name, value, chosen, onChoose)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </Choice>
  );
}

function tick(name: string, value: string, chosen: string[], onChoose: (chosen: string[]) => void) {
  const checked = chosen.includes(value);
  return { type: "checkbox", name, value, checked, onChange: () => onChoose(flip(chosen, value)) };
}

function Choice({ label, wrong, children }: { label: string; wrong: string | undefined; children: ReactNode }) {
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
