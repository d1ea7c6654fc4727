import { Form, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useRef, useState } from "react";
import { beds } from "#media/music/beds.ts";
import { lookWords } from "#media/persona-look.ts";
import { personaBeds, speechStyles } from "#studio/personas/bible.ts";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner, typedValue } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./persona-form.module.css";
import { lookFields, type PersonaStart, talkLevels } from "./persona-values.ts";

type Voice = { id: string; name: string; description: string };

const fieldNames: Record<(typeof lookFields)[number], string> = {
  presentation: "Presentation",
  hair: "Hair",
  hairColour: "Hair colour",
  skinTone: "Skin tone",
  clothing: "Clothing",
  clothingColour: "Clothing colour",
  facialHair: "Facial hair",
  glasses: "Glasses",
  room: "Room it films in",
};

/** Who a persona is, on one page, with its face beside it as it changes. */
export function PersonaForm(props: {
  start: PersonaStart;
  voices: Voice[];
  reply: object | undefined;
  submit: string;
}) {
  const { start, voices, reply, submit } = props;
  const { slug } = useBrand();
  const form = useRef<HTMLFormElement>(null);
  const busy = useNavigation().state !== "idle";
  const [seed, setSeed] = useState(typedValue(reply, "seed", start.seed));
  const [voice, setVoice] = useState(typedValue(reply, "voice", start.voice));
  const [look, setLook] = useState<Record<string, string>>(() =>
    Object.fromEntries(lookFields.map((field) => [field, typedValue(reply, `look.${field}`, wordOf(start, field))])),
  );
  const face = new URLSearchParams({ ...Object.fromEntries(Object.entries(look).filter(([, word]) => word)), seed });
  const { bible } = start;
  return (
    <Form method="post" ref={form} className={styles.form}>
      <input type="hidden" name="seed" value={seed} />
      <aside className={styles.face}>
        <img src={paths.facePreview(slug, face)} alt="The face as it is now" width={280} height={280} />
        <Button onClick={() => setSeed(Math.random().toString(36).slice(2, 10))} fullWidth>
          Another face
        </Button>
        <p className={styles.soft}>What you leave open below, chance decides.</p>
      </aside>
      <div className={styles.fields}>
        <FormBanner reply={reply} />
        <Panel title="Who">
          <div className={styles.group}>
            <TextBox name="name" label="Name" value={start.name} maxLength={40} reply={reply} />
            <TextBox
              name="audience"
              label="Speaks to"
              value={bible.audience}
              help="Who listens when this persona talks"
              reply={reply}
            />
            <TextBox name="backstory" label="Backstory" value={bible.backstory} lines={3} reply={reply} />
          </div>
        </Panel>
        <Panel title="Look">
          <div className={styles.pairs}>
            {lookFields.map((field) => (
              <ChoiceBox
                key={field}
                name={`look.${field}`}
                label={fieldNames[field]}
                value={wordOf(start, field)}
                options={[
                  { label: "Left to chance", value: "" },
                  ...lookWords[field].map((word) => ({ label: capital(word), value: word })),
                ]}
                onChoice={(word) => setLook({ ...look, [field]: word })}
                reply={reply}
              />
            ))}
          </div>
        </Panel>
        <Panel title="Voice">
          <div className={styles.group}>
            <div className={styles.pairs}>
              <ChoiceBox
                name="voice"
                label="Voice"
                value={start.voice}
                options={voices.map(({ id, name, description }) => ({ value: id, label: `${name}: ${description}` }))}
                onChoice={setVoice}
                reply={reply}
              />
              <ChoiceBox
                name="pace"
                label="Pace"
                value={String(start.pace)}
                options={pacesWith(start.pace)}
                reply={reply}
              />
            </div>
            {/* biome-ignore lint/a11y/useMediaCaption: one spoken sentence, written beside it */}
            <audio key={voice} controls preload="none" src={paths.voiceSample(slug, voice)} className={styles.sample} />
            <p className={styles.soft}>It says: “Good morning. This is how I sound when I talk to you.”</p>
            <ChoiceBox
              name="speechStyle"
              label="Way of talking"
              value={bible.speechStyle}
              options={speechStyles.map((style) => ({ value: style, label: capital(style) }))}
              reply={reply}
            />
            <div className={styles.pairs}>
              {talkLevels.map((level) => (
                <ChoiceBox
                  key={level}
                  name={`talk.${level}`}
                  label={capital(level)}
                  value={String(bible.talk[level] ?? "")}
                  options={[
                    { label: "As its way of talking", value: "" },
                    ...["Hardly any", "Little", "Some", "Much", "Very much"].map((label, at) => ({
                      label,
                      value: String(at + 1),
                    })),
                  ]}
                  reply={reply}
                />
              ))}
              <ChoiceBox
                name="talk.sentences"
                label="Sentences"
                value={bible.talk.sentences ?? ""}
                options={[
                  { label: "As its way of talking", value: "" },
                  ...["short", "mixed", "long"].map((value) => ({ value, label: capital(value) })),
                ]}
                reply={reply}
              />
            </div>
            <TextBox
              name="talk.turns"
              label="Likes to say"
              value={(bible.talk.turns ?? []).join("\n")}
              lines={2}
              help="Small phrases, one per line"
              reply={reply}
            />
            <TextBox
              name="talk.avoid"
              label="Would not say"
              value={(bible.talk.avoid ?? []).join("\n")}
              lines={2}
              help="Words, one per line"
              reply={reply}
            />
            <TextBox
              name="voiceOver"
              label="Notes on delivery"
              value={bible.voiceOver}
              lines={2}
              help="For example: unhurried, smiles at the end of a line"
              reply={reply}
            />
            <ChoiceBox
              name="music"
              label="Music"
              value={bible.music ?? ""}
              options={[
                { label: "The brand’s", value: "" },
                ...personaBeds.map((bed) => ({
                  value: bed,
                  label: bed === "none" ? "No music" : `${beds[bed].name}: ${beds[bed].feels}`,
                })),
              ]}
              reply={reply}
            />
          </div>
        </Panel>
        <Panel title="Character">
          <div className={styles.group}>
            <TextBox
              name="opinions"
              label="Opinions"
              value={bible.opinions.join("\n")}
              lines={4}
              help="One per line, 8 at most. A synthetic persona has opinions, never experiences."
              reply={reply}
            />
            <TextBox
              name="taboos"
              label="Never talks about"
              value={bible.taboos.join("\n")}
              lines={3}
              help="One per line, 8 at most"
              reply={reply}
            />
          </div>
        </Panel>
        <div className={styles.foot}>
          <Button submit variant="primary" size="large" loading={busy}>
            {submit}
          </Button>
        </div>
      </div>
    </Form>
  );
}

/** A look's word as the form writes it; a plain yes to glasses is the round ones that it draws. */
function wordOf({ bible }: PersonaStart, field: (typeof lookFields)[number]): string {
  const word = bible.look[field];
  return typeof word === "boolean" ? (word ? "round" : "none") : (word ?? "");
}

const paces = [
  { value: "0.85", label: "Slower" },
  { value: "1", label: "Its own" },
  { value: "1.15", label: "Faster" },
];

/** A pace that a kit or the API set is kept as it is. */
function pacesWith(pace: number) {
  const known = paces.some(({ value }) => Number(value) === pace);
  return known ? paces : [...paces, { value: String(pace), label: `${pace} times its own` }];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
