import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listCanonFacts } from "#db/queries/canon.ts";
import { getPersonaRecord, listCanon, listPersonaVideos } from "#db/queries/persona-page.ts";
import { getPersona } from "#db/queries/personas.ts";
import { beds } from "#media/music/beds.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { bibleSchema } from "#studio/personas/bible.ts";
import { archivePersona, rerollPortrait, restorePersona } from "#studio/personas/persona.ts";
import { askForSheet } from "#studio/personas/reference-sheet.ts";
import { sheetRequested } from "#workflows/events.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { Portrait } from "../components/portrait.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useMay } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { VideoTile, VideoWall } from "../components/video-tile.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import styles from "../personas/persona.module.css";
import { PictureSheet } from "../personas/picture-sheet.tsx";
import { readPictures } from "../personas/read-pictures.server.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { hookName } from "../videos/hooks.ts";

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${loaded?.persona.name ?? "Persona"} · Troupe` },
];

/** So many sentences of the canon are shown; the rest is counted. */
const shownFacts = 20;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const row = await getPersona(db, brand.id, params.personaId ?? "").catch(orMissing);
  const [record, videos, canon, facts, sheet] = await Promise.all([
    getPersonaRecord(db, brand.id, row.id),
    listPersonaVideos(db, brand.id, row.id, 12),
    listCanon(db, brand.id, row.id, 8),
    listCanonFacts(db, brand.id, row.id),
    readPictures(db, { images: context.images, source: context.env.source }, brand.id, row.id),
  ]);
  const voice = context.voices.voices.find(({ id }) => id === row.voice);
  const { id, name, archivedAt, portraitFile } = row;
  return {
    brand,
    persona: { id, name, archived: archivedAt !== null, face: portraitFile?.slice(-16) ?? "", pace: row.pace },
    bible: bibleSchema.parse(row.bible),
    voice: voice ? `${voice.name}: ${voice.description}` : row.voice,
    record,
    videos,
    sheet,
    facts: facts.slice(0, shownFacts).map(({ id, kind, sentence, saidAt }) => ({ id, kind, sentence, saidAt })),
    moreFacts: Math.max(0, facts.length - shownFacts),
    canon: canon.map(({ id: videoId, script }) => {
      const { title, scenes } = scriptSchema.pick({ title: true, scenes: true }).parse(script);
      return { videoId, title, line: scenes[0]?.line ?? "" };
    }),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "persona.edit");
  const { files } = context;
  const id = params.personaId ?? "";
  const form = await request.formData();
  const intent = form.get("intent");
  try {
    if (intent === "archive") {
      await archivePersona(db, brand.id, doer.by, id);
      return redirect(`${paths.personas(brand.slug)}?undo=${id}`);
    }
    if (intent === "picture") {
      const asked = { productId: String(form.get("productId") ?? "") || undefined, anew: form.get("anew") === "yes" };
      await context.commit(db, async (trx, send) => {
        if ((await askForSheet(trx, context.images, brand.id, doer.by, id, asked)) === 0) return;
        await send(sheetRequested.create({ workspaceId: brand.workspaceId, brandId: brand.id, personaId: id }));
      });
    } else if (intent === "restore") await restorePersona(db, brand.id, doer.by, id);
    else await rerollPortrait(db, files, brand.id, doer.by, id);
    return data({ done: intent });
  } catch (error) {
    return replyTo(error);
  }
}

const resultsOf = ({ views, clicks }: { views: number | null; clicks: number | null }): [string, number | null][] => [
  ["Views", views],
  ["Clicks", clicks],
];

export default function Persona() {
  const { brand, persona, bible, voice, record, videos, sheet, canon, facts, moreFacts } =
    useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const intent = useNavigation().formData?.get("intent");
  useLive(["persona", "variant"]);
  const may = useMay();
  const figures: [string, number | null][] = [
    ["Videos", record.variants],
    ["Approved", record.approved],
    ["Published", record.published],
    ...(may("results.read") ? resultsOf(record) : []),
  ];
  return (
    <Page
      title={persona.name}
      subtitle={bible.audience}
      back={{ to: paths.personas(brand.slug), label: "Personas" }}
      actions={
        <May verb="persona.edit">
          <Form method="post">
            <input type="hidden" name="intent" value={persona.archived ? "restore" : "archive"} />
            <Button submit size="large" loading={intent === "archive" || intent === "restore"}>
              {persona.archived ? "Restore" : "Archive"}
            </Button>
          </Form>
          <Button variant="primary" size="large" url={paths.personaEdit(brand.slug, persona.id)}>
            Edit
          </Button>
        </May>
      }
    >
      <FormBanner reply={reply} />
      <div className={styles.columns}>
        <div className={styles.side}>
          <Portrait
            src={`${paths.personaPortrait(brand.slug, persona.id)}?${persona.face}`}
            name={persona.name}
            eager
          />
          <div className={styles.under}>
            <StateChip
              state={persona.archived ? "archived" : "synthetic"}
              {...(persona.archived ? {} : { words: "Synthetic, and labelled so", tone: "teal" as const })}
            />
            <May verb="persona.edit">
              <Form method="post">
                <input type="hidden" name="intent" value="reroll" />
                <Button submit variant="tertiary" loading={intent === "reroll"}>
                  Another face
                </Button>
              </Form>
            </May>
          </div>
          <dl className={styles.figures}>
            {figures.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value === null ? "No figure yet" : Number(value).toLocaleString("en")}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div className={styles.main}>
          <Panel title="Bible">
            <dl className={styles.bible}>
              <Line name="Way of talking">{bible.speechStyle}</Line>
              <Line name="Voice">{voice}</Line>
              <Line name="Music">{bible.music === "none" ? "None" : bible.music && beds[bible.music].name}</Line>
              <Line name="Likes to say">{(bible.talk.turns ?? []).map((turn) => `“${turn}”`).join(", ")}</Line>
              <Line name="Would not say">{(bible.talk.avoid ?? []).join(", ")}</Line>
              <Line name="Delivery">{bible.voiceOver}</Line>
              <Line name="Backstory">{bible.backstory}</Line>
              <Line name="Opinions">
                {bible.opinions.length > 0 ? (
                  <ul>
                    {bible.opinions.map((opinion) => (
                      <li key={opinion}>{opinion}</li>
                    ))}
                  </ul>
                ) : null}
              </Line>
              <Line name="Never talks about">{bible.taboos.join(", ")}</Line>
              <Line name="Look">
                {Object.entries(bible.look)
                  .filter(([, word]) => word !== undefined)
                  .map(([field, word]) => sayLook(field, word))
                  .join(", ") || "Left to chance"}
              </Line>
            </dl>
          </Panel>
          {facts.length > 0 ? (
            <Panel title="Canon" aside="New scripts are checked against it">
              <ul className={styles.canon}>
                {facts.map(({ id, kind, sentence, saidAt }) => (
                  <li key={id}>
                    <q>{sentence}</q>
                    <span>
                      {kind === "opinion" ? "Opinion" : "Fact"}, said <Time at={saidAt} shape="day" />
                    </span>
                  </li>
                ))}
              </ul>
              {moreFacts > 0 ? <p>And {moreFacts} more.</p> : null}
            </Panel>
          ) : null}
          {canon.length > 0 ? (
            <Panel title="Has said" aside="In approved videos">
              <ul className={styles.canon}>
                {canon.map(({ videoId, title, line }) => (
                  <li key={videoId}>
                    <Link to={paths.video(brand.slug, videoId)}>{title}</Link>
                    <q>{line}</q>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          <PictureSheet personaId={persona.id} {...sheet} />
          <Panel title="Videos" aside={<Link to={paths.briefs(brand.slug)}>Briefs</Link>}>
            {videos.length > 0 ? (
              <VideoWall>
                {videos.map((video) => (
                  <VideoTile
                    key={video.id}
                    title={video.brief}
                    to={paths.video(brand.slug, video.id)}
                    poster={paths.videoFile(brand.slug, video.id, "poster")}
                    src={paths.videoFile(brand.slug, video.id, "video.mp4")}
                    seconds={video.seconds}
                    chip={<StateChip state={video.state} />}
                    meta={hookName(video.hook)}
                  />
                ))}
              </VideoWall>
            ) : (
              <EmptyState small title="Not cast yet">
                Choose {persona.name} in a brief and the videos come here.
              </EmptyState>
            )}
          </Panel>
        </div>
      </div>
    </Page>
  );
}

/** One line of the bible; an empty one is left out. */
function Line({ name, children }: { name: string; children: React.ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function sayLook(field: string, word: string | boolean | undefined): string {
  if (field === "glasses")
    return word === false || word === "none" ? "no glasses" : word === true ? "glasses" : `${word} glasses`;
  if (field === "facialHair") return word === "none" ? "no beard" : String(word);
  const after: Record<string, string> = { hairColour: " hair", skinTone: " skin" };
  if (field === "clothingColour") return `in ${word}`;
  return `${word}${after[field] ?? ""}`;
}
