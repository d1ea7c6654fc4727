import type { Kit } from "#brand-kits/schema.ts";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { FontSpecimen } from "./font-specimen.tsx";
import styles from "./kit-sheet.module.css";
import { Week } from "./week.tsx";

/** A kit as a style sheet one could hang on the wall: colours, type, logo, voice, what may be said, when it is said. */
export function KitSheet(props: {
  kit: Kit;
  version: number;
  voice: string;
  slots: { weekday: number; minute: number }[];
  zone: string;
}) {
  const { kit, version, voice, slots, zone } = props;
  const { slug } = useBrand();
  const file = (name: string) => paths.brandKitFile(slug, version, name);
  return (
    <div className={styles.sheet}>
      <Panel title="Colours">
        <ul className={styles.palette}>
          {Object.entries(kit.palette).map(([part, colour]) => (
            <li key={part}>
              <span style={{ background: colour }} aria-hidden="true" />
              <strong>{part}</strong>
              <code>{colour}</code>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Logo">
        <div className={styles.logo} style={{ background: kit.palette.background }}>
          <img src={file(kit.logo)} alt={`Logo of ${kit.name}`} />
        </div>
      </Panel>
      <Panel title="Type">
        <div className={styles.type}>
          <FontSpecimen name="Display" family={kit.fonts.display.family} src={file(kit.fonts.display.file)} />
          <FontSpecimen name="Text" family={kit.fonts.text.family} src={file(kit.fonts.text.file)} />
        </div>
      </Panel>
      <Panel title="When posts go out" aside={zone}>
        <Week slots={slots} />
      </Panel>
      <Panel title="Voice">
        <div className={styles.voice}>
          {voice
            .split(/\n{2,}/)
            .filter((part) => part.trim())
            .map((part) => (
              <VoicePart key={part} text={part.trim()} />
            ))}
        </div>
      </Panel>
      <Panel title="Claims">
        <div className={styles.claims}>
          <Claims title="May be said" lines={kit.claims.allowed} />
          <Claims title="Only with evidence" lines={kit.claims.needEvidence} />
          <Claims title="Never" lines={kit.claims.banned} />
        </div>
      </Panel>
      <Panel title="Labels and call">
        <dl className={styles.facts}>
          <div>
            <dt>AI label</dt>
            <dd>{kit.disclosure.ai}</dd>
          </div>
          <div>
            <dt>Paid label</dt>
            <dd>{kit.disclosure.paid}</dd>
          </div>
          <div>
            <dt>Call to action</dt>
            <dd>
              <a href={kit.cta.link} target="_blank" rel="noreferrer">
                {kit.cta.text}
              </a>
            </dd>
          </div>
          <div>
            <dt>Site</dt>
            <dd>
              <a href={kit.site} target="_blank" rel="noreferrer">
                {kit.site.replace(/^https?:\/\//, "")}
              </a>
            </dd>
          </div>
        </dl>
      </Panel>
    </div>
  );
}

/** One part of voice.md: its headings and lists as such, the rest as text. */
function VoicePart({ text }: { text: string }) {
  const plain = (line: string) => line.replace(/^(#+|[-*]|\d+\.)\s+/, "").replaceAll(/[*_`]/g, "");
  const lines = text.split("\n");
  if (lines[0]?.startsWith("#")) {
    const rest = lines.slice(1).join("\n").trim();
    return (
      <>
        <h3>{plain(lines[0])}</h3>
        {rest ? <VoicePart text={rest} /> : null}
      </>
    );
  }
  if (lines.every((line) => /^\s*([-*]|\d+\.)\s|^\s+\S/.test(line))) {
    const items = text.split(/\n(?=\s*(?:[-*]|\d+\.)\s)/);
    return (
      <ul>
        {items.map((item) => (
          <li key={item}>{plain(item.trim())}</li>
        ))}
      </ul>
    );
  }
  return <p>{plain(text)}</p>;
}

function Claims({ title, lines }: { title: string; lines: string[] }) {
  return (
    <section>
      <h3>{title}</h3>
      {lines.length > 0 ? (
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        <p className={styles.soft}>Nothing named</p>
      )}
    </section>
  );
}
