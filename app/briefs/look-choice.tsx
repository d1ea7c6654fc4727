import { useState } from "react";
import { bedIds, beds } from "#media/music/beds.ts";
import { captionNames } from "../brand/caption-names.ts";
import { ChoiceBox } from "../components/fields.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { BriefStart } from "./brief-fields.ts";
import styles from "./look-choice.module.css";
import type { Ingredients } from "./read-brief.server.ts";

/** Music beds as people call them, silence among them. */
export const musicNames: Record<string, string> = {
  ...Object.fromEntries(bedIds.map((id) => [id, beds[id].name])),
  none: "No music",
};

/** Captions and music of a brief's videos: as the kit says, unless this brief asks for others. */
export function LookChoice(props: { start: BriefStart; kit: Ingredients["kit"]; reply: object | undefined }) {
  const { start, kit, reply } = props;
  const { slug } = useBrand();
  const [captions, setCaptions] = useState(start.captions);
  if (!kit) return null;
  const shown = captions || kit.captions;
  return (
    <Panel title="How they look and sound">
      <div className={styles.look}>
        <ChoiceBox
          name="captions"
          label="Captions"
          value={start.captions}
          reply={reply}
          onChoice={setCaptions}
          options={[
            { value: "", label: `As the kit says (${captionNames[kit.captions]})` },
            ...Object.entries(captionNames).map(([value, label]) => ({ value, label })),
          ]}
        />
        <img
          src={paths.kitSample(slug, kit.version, `captions-${shown}.png`)}
          alt={`Captions set as ${captionNames[shown as keyof typeof captionNames] ?? shown}`}
          width={460}
          height={120}
        />
        <ChoiceBox
          name="music"
          label="Music"
          help="A persona’s own music goes before the kit’s; what is chosen here goes before both."
          value={start.music}
          reply={reply}
          options={[
            { value: "", label: `As persona and kit say (${musicNames[kit.bed]})` },
            ...Object.entries(musicNames).map(([value, label]) => ({ value, label })),
          ]}
        />
      </div>
    </Panel>
  );
}
