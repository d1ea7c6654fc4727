import { useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { FormBanner } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./take-list.module.css";
import type { VideoPage } from "./video-page.ts";

type Take = VideoPage["takes"][number];
type Reply = { error?: { message: string } };

const open = ["ordered", "sending", "running"];
const states: Record<string, [state: string, words: string]> = {
  ordered: ["queued", "Ordered"],
  sending: ["rendering", "Being sent"],
  running: ["rendering", "Being filmed"],
  unknown: ["failed", "Unknown"],
  done: ["approved", "Filmed"],
  failed: ["failed", "Failed"],
  cancelled: ["rejected", "Stopped"],
};

/** Every take that a video model was asked for, those that failed, too: by whom, how, what became of it and what it cost. */
export function TakeList({ video, takes }: Pick<VideoPage, "video" | "takes">) {
  const { slug } = useBrand();
  const may = useMay();
  const stop = useFetcher<Reply>();
  if (takes.length === 0) return null;
  const spent = takes.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const filming = takes.some(({ state }) => open.includes(state));
  const action = paths.videoFilming(slug, video.id);
  return (
    <Panel title="Takes" aside={`${dollars(spent)} spent`}>
      <FormBanner reply={stop.data} />
      <ol className={styles.takes}>
        {takes.map((take) => (
          <li key={take.id}>
            <p className={styles.head}>
              <StateChip state={chipOf(take)[0]} words={chipOf(take)[1]} />
              <strong>
                Shot {Number(take.position) + 1}
                {Number(take.part) > 0 ? `, clip ${Number(take.part) + 1}` : ""}
              </strong>
              <span>{take.model}</span>
              <span>{sayCost(take)}</span>
              {take.sourceId ? <span>Lips</span> : null}
              {take.state === "done" && !take.shown ? <span>{sayUse(take, takes)}</span> : null}
            </p>
            {take.error ? <p className={styles.why}>{take.error}</p> : null}
            <details>
              <summary>{take.prompt ? "Prompt and settings" : "Settings"}</summary>
              {take.prompt ? <blockquote>{take.prompt}</blockquote> : null}
              {take.resolutions.map(({ sentence }) => (
                <p key={sentence}>{sentence}</p>
              ))}
              <p>
                {take.asked ? `${take.asked.seconds} s at ${take.asked.resolution} asked for` : ""}
                {take.probe ? `, ${take.probe.width} × ${take.probe.height} in ${take.probe.codec} delivered` : ""}
                {take.seed === null ? "" : `, seed ${take.seed}`}. By the dossier of {take.dossierVersion?.slice(0, 10)}
                .
              </p>
            </details>
            {take.state === "unknown" && may("brief.launch") ? <Unknown take={take} action={action} /> : null}
          </li>
        ))}
      </ol>
      {filming && may("brief.launch") ? (
        <Button
          tone="critical"
          loading={stop.state !== "idle"}
          onClick={() => stop.submit({}, { method: "delete", action })}
        >
          Stop filming
        </Button>
      ) : null}
    </Panel>
  );
}

/** Only a person who looked at the vendor's can say what became of an order that nobody heard of again. */
export function Unknown({ take, action }: { take: Pick<Take, "id">; action: string }) {
  const tell = useFetcher<Reply>();
  const say = (made: string) => tell.submit({ takeId: take.id, made }, { method: "post", action });
  return (
    <div className={styles.unknown}>
      <FormBanner reply={tell.data} />
      <Button loading={tell.state !== "idle"} onClick={() => say("no")}>
        It was never made
      </Button>
      <Button loading={tell.state !== "idle"} onClick={() => say("yes")}>
        It was made and paid for
      </Button>
    </div>
  );
}

const chipOf = ({ state }: Take) => states[state] ?? ([state, state] as const);
const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(2)}`;

/** What became of a take that is not seen as it came. */
function sayUse({ id }: Take, takes: readonly Take[]): string {
  return takes.some(({ sourceId, shown }) => shown && sourceId === id) ? "Shown with matched lips" : "Not shown";
}

function sayCost({ state, costMicros, estimateMicros }: Take): string {
  if (state === "unknown") return `up to ${dollars(estimateMicros)}`;
  return open.includes(state) ? `about ${dollars(estimateMicros)}` : dollars(costMicros);
}
