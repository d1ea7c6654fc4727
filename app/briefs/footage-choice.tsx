import { useState } from "react";
import type { footageTiers } from "#studio/briefs/footage.ts";
import { fieldError } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./brief-form.module.css";
import type { Ingredients } from "./read-brief.server.ts";

type Filmed = { footageModels: string[]; footageTier: string };

const tiers: Record<(typeof footageTiers)[number], { name: string; does: string }> = {
  "draft-first": {
    name: "A free draft first",
    does: "Every video is made as an animatic. One that is approved is filmed, and only that one is paid for.",
  },
  "filmed-draft": {
    name: "A filmed draft first",
    does: "Every video is filmed by the cheapest model, as coarse as it films. One that is approved is filmed again, finely.",
  },
  final: { name: "At once", does: "Every video is filmed before anybody has seen it." },
};

const kinds = { footage: "Footage", avatar: "Talking portrait", "lip-sync": "Lips of what another model films" };

/** What films the videos: this machine for nothing, or video models, in the order in which a shot asks them. */
export function FootageChoice(props: {
  models: Ingredients["models"];
  chosen: Filmed;
  onChoose: (part: Partial<Filmed>) => void;
  reply: object | undefined;
}) {
  const { models, chosen, onChoose, reply } = props;
  const { slug } = useBrand();
  const [opened, setOpened] = useState(false);
  const asked = chosen.footageModels;
  const generated = opened || asked.length > 0;
  const missing = [...new Set(models.filter(({ id }) => asked.includes(id)).flatMap(({ lacks }) => lacks))];
  // What every model lacks is said once, not with each.
  const common = models[0]?.lacks.filter((name) => models.every(({ lacks }) => lacks.includes(name))) ?? [];
  const wrong = fieldError(reply, "footage");
  const flip = (id: string) =>
    onChoose({ footageModels: asked.includes(id) ? asked.filter((each) => each !== id) : [...asked, id] });
  const turn = (on: boolean) => {
    setOpened(on);
    if (!on) onChoose({ footageModels: [] });
  };
  return (
    <Panel title="How it is filmed" aside={asked.length > 0 ? `${asked.length} of ${models.length}` : undefined}>
      <div className={styles.stack}>
        {asked.map((id) => (
          <input key={id} type="hidden" name="footageModels" value={id} readOnly />
        ))}
        <fieldset className={styles.choice} aria-label="Footage">
          <div className={styles.hooks}>
            <label className={styles.hook}>
              <input type="radio" name="footageKind" checked={!generated} onChange={() => turn(false)} />
              <span>
                <strong>Animatic, free, on this machine</strong>
                <span className={styles.about}>Drawn and voiced here in seconds. Nothing is sent anywhere.</span>
              </span>
            </label>
            <label className={styles.hook}>
              <input type="radio" name="footageKind" checked={generated} onChange={() => turn(true)} />
              <span>
                <strong>Generated footage</strong>
                <span className={styles.about}>Video models film the shots, for money, by the second.</span>
              </span>
            </label>
          </div>
        </fieldset>
        {generated ? (
          <>
            <p className={styles.about}>
              A shot asks the first model that you tick, then the second. What none of them delivers is drawn as an
              animatic. A model for lips makes a filmed face say the line; without one it keeps its mouth closed.{" "}
              <a href={paths.playground(slug)}>See one shot in each of them</a>
            </p>
            {missing.length + common.length > 0 ? (
              <p className={styles.lacks} role="status">
                {common.length > 0 ? "None of them" : "Not all that you chose"} can film here yet:{" "}
                {[...new Set([...common, ...missing])].join(" and ")} is not set. Drafts can be made; whoever runs the
                studio sets it.
              </p>
            ) : null}
            <fieldset className={styles.choice} aria-label="Video models">
              <div className={styles.hooks}>
                {models.map(({ id, name, makes, rate, lengths, lacks }) => (
                  <label key={id} className={styles.hook} data-model={id}>
                    <input type="checkbox" checked={asked.includes(id)} onChange={() => flip(id)} />
                    <span>
                      <strong>
                        {name}
                        {asked.length > 1 && asked.includes(id) ? (
                          <span className={styles.turn}>{asked.indexOf(id) + 1}</span>
                        ) : null}
                      </strong>
                      <span className={styles.about}>
                        {kinds[makes]}, {rate}, {lengths}
                      </span>
                      {lacks.some((name) => !common.includes(name)) ? (
                        <span className={styles.about}>Needs {lacks.join(" and ")}</span>
                      ) : null}
                    </span>
                  </label>
                ))}
              </div>
            </fieldset>
            <fieldset className={styles.choice} aria-label="When it is filmed">
              <div className={styles.hooks}>
                {Object.entries(tiers).map(([tier, { name, does }]) => (
                  <label key={tier} className={styles.hook}>
                    <input
                      type="radio"
                      name="footageTier"
                      value={tier}
                      checked={chosen.footageTier === tier}
                      onChange={() => onChoose({ footageTier: tier })}
                    />
                    <span>
                      <strong>{name}</strong>
                      <span className={styles.about}>{does}</span>
                    </span>
                  </label>
                ))}
              </div>
            </fieldset>
          </>
        ) : null}
        {wrong ? <p className={styles.wrong}>{wrong}</p> : null}
      </div>
    </Panel>
  );
}
