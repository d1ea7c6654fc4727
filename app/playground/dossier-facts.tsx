import type { Dossier } from "#providers/video/dossier.ts";
import { Fact } from "../briefs/fact.tsx";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import styles from "./dossier.module.css";

const sounds = { none: "None", ambience: "Noises", speech: "Speech and noises" };
const takes = { footage: "None", avatar: "A portrait", "lip-sync": "A clip that another model filmed" };
const standings = {
  vendor: "the vendor’s own",
  schema: "the vendor’s schema",
  measured: "measured here",
  "third-party": "told by others, to be checked",
};

/** What a dossier says of its model, in a person's words. */
export function DossierFacts(props: { dossier: Dossier; changed: { at: Date; by: string } | null }) {
  const { dossier, changed } = props;
  const { frames, references } = dossier;
  const pictures = [
    frames.first ? "first frame" : "",
    frames.last ? "last frame" : "",
    references ? `up to ${references.most} references` : "",
  ];
  return (
    <>
      <Panel
        title="What it can do"
        aside={
          changed ? (
            <>
              Changed by {changed.by}, <Time at={changed.at} shape="day" />
            </>
          ) : (
            `Checked ${dossier.checked}`
          )
        }
      >
        <ul className={styles.list}>
          {dossier.abilities.map((ability) => (
            <li key={ability}>{ability}</li>
          ))}
        </ul>
        <dl className={styles.facts}>
          <Fact name="Made by">{dossier.maker}</Fact>
          <Fact name="Called">{dossier.model}</Fact>
          <Fact name="Lengths">{sayDurations(dossier)}</Fact>
          <Fact name="Shapes">{dossier.ratios.offered.join(", ")}</Fact>
          <Fact name="Fineness">{dossier.resolutions.map(sayResolution).join(", ")}</Fact>
          <Fact name="Pictures">{pictures.filter(Boolean).join(", ") || takes[dossier.makes]}</Fact>
          <Fact name="Sound">
            {dossier.recording === "drives" ? "Lips follow the recorded line" : sounds[dossier.sound]}
          </Fact>
          <Fact name="Price">{dossier.price.formula}</Fact>
          {dossier.prompt ? <Fact name="How to ask">{dossier.prompt.language}</Fact> : null}
          <Fact name="Given up after">{dossier.deadlineMinutes} min</Fact>
        </dl>
      </Panel>
      <Panel title="Where it fails">
        <dl className={styles.failures}>
          {dossier.failures.map(({ when, result, remedy }) => (
            <div key={when}>
              <dt>{when}</dt>
              <dd>{result}.</dd>
              <dd className={styles.remedy}>{remedy}.</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="Where this is from">
        <ul className={styles.list}>
          {dossier.sources.map(({ what, where, read, standing }) => (
            <li key={`${what} ${where}`}>
              {what}: <span className={styles.where}>{where}</span>, read {read}, {standings[standing]}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function sayDurations({ durations }: Dossier): string {
  if (durations.kind === "list") return `${durations.seconds.join(", ")} s`;
  const range = `${durations.from} to ${durations.to} s`;
  return durations.kind === "recording" ? `As the recording, ${range}` : range;
}

function sayResolution({ name, onlySeconds }: Dossier["resolutions"][number]): string {
  return onlySeconds ? `${name} (${onlySeconds.join(" or ")} s only)` : name;
}
