import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { Kit } from "#brand-kits/schema.ts";
import { captionStyleNotes, endCardNotes } from "#media/caption-styles.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { captionNames } from "./caption-names.ts";
import { CutChoice, type NetworkCut } from "./cut-choice.tsx";
import { MusicChoice } from "./music-choice.tsx";
import { PictureChoice } from "./picture-choice.tsx";
import styles from "./video-look.module.css";

const endCardNames: Record<keyof typeof endCardNotes, string> = {
  spotlight: "Spotlight",
  poster: "Poster",
  split: "Split",
};

/** How a kit's videos are set, each choice shown in the kit's own colours and type. Whoever may, chooses others. */
export function VideoLook(props: { kit: Kit; version: number; networks: readonly NetworkCut[] }) {
  const { kit, version, networks } = props;
  const { slug } = useBrand();
  const mayChange = useMay()("kit.import");
  const fetcher = useFetcher<{ look?: { version: number; changed: boolean } }>();
  const { look } = fetcher.data ?? {};
  const sample = (name: string) => paths.kitSample(slug, version, name);
  return (
    <Panel title="How videos are set">
      {/* Another version is another form: what was chosen for the one before is its own now. */}
      <fetcher.Form method="post" action={paths.brandLook(slug)} className={styles.form} key={version}>
        <FormBanner reply={fetcher.data} />
        <PictureChoice
          name="captions"
          legend="Captions"
          shape="wide"
          chosen={kit.video?.captions ?? "highlight"}
          options={choicesOf(captionStyleNotes, captionNames, (id) => sample(`captions-${id}.png`))}
          fixed={!mayChange}
        />
        <PictureChoice
          name="endCard"
          legend="End card"
          shape="upright"
          chosen={kit.video?.endCard ?? "spotlight"}
          options={choicesOf(endCardNotes, endCardNames, (id) => sample(`end-card-${id}.png`))}
          fixed={!mayChange}
        />
        <MusicChoice chosen={kit.music?.bed ?? "warm"} sample={(id) => sample(`bed-${id}.m4a`)} fixed={!mayChange} />
        <CutChoice networks={networks} fixed={!mayChange} />
        {mayChange ? (
          <div className={styles.end}>
            <Button submit variant="primary" size="large" loading={fetcher.state !== "idle"}>
              Use in new videos
            </Button>
            <p role="status">
              {look ? sayResult(look) : "This is the kit’s next version. Put it into your own kit.yaml, too."}
            </p>
          </div>
        ) : null}
      </fetcher.Form>
    </Panel>
  );
}

const sayResult = ({ version, changed }: { version: number; changed: boolean }) =>
  changed
    ? `Version ${version} is in use. Videos that are made from now on look so.`
    : "That is how videos are set already, so nothing changed.";

function choicesOf<Id extends string>(
  notes: Record<Id, string>,
  names: Record<Id, string>,
  picture: (id: Id) => string,
) {
  return (Object.keys(notes) as Id[]).map((id) => ({ id, name: names[id], note: notes[id], picture: picture(id) }));
}
