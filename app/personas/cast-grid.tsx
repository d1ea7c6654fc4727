import { Form, useNavigation, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import type { PersonaDraft } from "#studio/personas/input.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./cast.module.css";
import { type AskedCasting, askAnew } from "./read-casting.ts";

type Person = Pick<
  PersonaDraft,
  "name" | "audience" | "look" | "seed" | "speechStyle" | "talk" | "opinions" | "taboos" | "voiceOver"
> & { job: string; trait: string };

/** Who would come, to keep or to drop one by one, or to ask for anew. Nothing is kept before it is accepted. */
export function CastGrid(props: { asked: AskedCasting; people: Person[]; reply: object | undefined }) {
  const { asked, people, reply } = props;
  const { slug } = useBrand();
  const busy = useNavigation().formMethod === "POST";
  const [, setSearch] = useSearchParams();
  const [dropped, setDropped] = useState<string[]>([]);
  const kept = people.flatMap(({ name }, place) => (dropped.includes(name) ? [] : [place]));
  const flip = (name: string) =>
    setDropped((old) => (old.includes(name) ? old.filter((each) => each !== name) : [...old, name]));
  const anew = (place: number) =>
    setSearch(
      (old) => {
        old.set("takes", askAnew(asked.takes, place));
        return old;
      },
      { preventScrollReset: true, replace: true },
    );
  return (
    <>
      <FormBanner reply={reply} />
      <Form method="post" className={styles.bar}>
        {Object.entries(asked).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="places" value={kept.join(",")} />
        <output>
          <strong>{kept.length}</strong> of {people.length} kept
        </output>
        {dropped.length > 0 ? <Button onClick={() => setDropped([])}>Keep all</Button> : null}
        <Button submit variant="primary" size="large" disabled={kept.length === 0} loading={busy}>
          {kept.length === people.length ? `Accept all ${kept.length}` : `Accept ${kept.length}`}
        </Button>
      </Form>
      <ul className={styles.people}>
        {people.map((person, place) => (
          <li key={person.name} className={styles.person} data-dropped={dropped.includes(person.name)}>
            <img src={paths.facePreview(slug, faceOf(person))} alt="" width={112} height={112} loading="lazy" />
            <div className={styles.words}>
              <h2>{person.name}</h2>
              <p className={styles.soft}>
                {person.job}, {person.trait}
              </p>
            </div>
            <dl className={styles.facts}>
              <div>
                <dt>Talks</dt>
                <dd>
                  {person.speechStyle}, {lower(person.voiceOver)}; “{person.talk.turns?.[0]}”
                </dd>
              </div>
              <div>
                <dt>Thinks</dt>
                <dd>{person.opinions[0]}</dd>
              </div>
              <div>
                <dt>Never on</dt>
                <dd>{person.taboos.map(lower).join(", ")}</dd>
              </div>
              <div>
                <dt>To</dt>
                <dd>{person.audience.split(", above all ").at(-1)}</dd>
              </div>
            </dl>
            <div className={styles.verbs}>
              <Button
                onClick={() => flip(person.name)}
                accessibilityLabel={`${verbFor(dropped, person.name)} ${person.name}`}
              >
                {verbFor(dropped, person.name)}
              </Button>
              <Button
                variant="tertiary"
                onClick={() => anew(place)}
                accessibilityLabel={`Somebody else for ${person.name}`}
              >
                Somebody else
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const verbFor = (dropped: string[], name: string) => (dropped.includes(name) ? "Keep" : "Drop");

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function faceOf({ look, seed }: Pick<Person, "look" | "seed">): URLSearchParams {
  const words = Object.entries(look).flatMap(([part, word]) => (typeof word === "string" ? [[part, word]] : []));
  return new URLSearchParams({ ...Object.fromEntries(words), seed: seed ?? "" });
}
