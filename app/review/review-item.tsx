import { useNavigate } from "@remix-run/react";
import { useRef, useState } from "react";
import { sayDollars } from "../briefs/amounts.ts";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { CutSwitch } from "../videos/cut-switch.tsx";
import { Player, seekTo, togglePlay } from "../videos/player.tsx";
import { useShownCut } from "../videos/use-shown-cut.ts";
import { ActionBar } from "./action-bar.tsx";
import { Beside } from "./beside.tsx";
import { Plan, type PlanForm, startOfPlan } from "./plan.tsx";
import { QueueHead } from "./queue-head.tsx";
import { useDesk } from "./review-desk.tsx";
import styles from "./review-item.module.css";
import type { ReviewPage } from "./review-page.ts";
import { SendBack } from "./send-back.tsx";
import { useReviewKeys } from "./use-review-keys.ts";

/** One video of the queue: watch it, read along, decide, and be at the next. */
export function ReviewItem(page: ReviewPage) {
  const { item, cuts, findings, decision, previous, next, waiting, own, filmingMicros } = page;
  const may = useMay();
  // A draft that is to be filmed is not planned: its final comes to review again.
  const films = filmingMicros !== null;
  const outlets = may("post.schedule") && !films ? page.outlets : [];
  const { slug } = useBrand();
  const desk = useDesk();
  const navigate = useNavigate();
  const video = useRef<HTMLVideoElement>(null);
  const [at, setAt] = useState(0);
  const [writing, setWriting] = useState(false);
  const [cut, showCut] = useShownCut(item.id, cuts);
  const [plan, setPlan] = usePlan(item.id, outlets);

  const deciding = may("video.approve") && item.state === "in-review" && !item.supersededAt && !decision;
  const open = deciding && !desk.isBusy(item.id);
  const blocked = findings.some(({ severity }) => severity === "block");
  const refusal = desk.refusalOf(item.id);
  const decide = (kind: "approval" | "return" | "rejection" | "fix", form: Record<string, string>, wait = false) => {
    if (!open) return;
    const onTo = next && !wait ? paths.review(slug, next.id) : undefined;
    desk.act({ kind, videoId: item.id, title: item.script.title, form: { ...form, sha256: item.sha256 }, onTo });
  };
  const acts = {
    // A time typed by hand may be refused at its field, so the page waits for the answer.
    approve: () => !blocked && !own && decide("approval", { ...plan }, plan.plan === "time"),
    sendBack: () => open && setWriting(true),
    reject: () => decide("rejection", {}),
    undo: () =>
      decision
        ? desk.act({ kind: "undo", videoId: item.id, title: item.script.title, form: {}, onTo: undefined })
        : desk.undo(),
    next: () => next && navigate(paths.review(slug, next.id)),
    previous: () => previous && navigate(paths.review(slug, previous.id)),
    finding: () => seekToNextFinding(findings, video.current, seek),
    playPause: () => togglePlay(video.current),
    skip: (seconds: number) => seekTo(video.current, (video.current?.currentTime ?? 0) + seconds),
  };
  useReviewKeys(acts);
  const seek = (seconds: number) => {
    seekTo(video.current, seconds);
    video.current?.play().catch(() => undefined);
  };

  return (
    <main className={styles.item}>
      <QueueHead waiting={waiting} previous={previous?.id} next={next?.id} />
      <div className={styles.theatre}>
        <Player
          id={item.id}
          cut={cut.asked}
          title={item.script.title}
          seconds={cut.seconds ?? item.seconds}
          video={video}
          onTime={setAt}
          autoPlay
        />
      </div>
      <Beside
        {...{ item, findings, decision, at }}
        onSeek={seek}
        onUndo={acts.undo}
        onFix={open ? (findingId) => decide("fix", { findingId }) : undefined}
      >
        <CutSwitch
          cuts={cuts}
          shown={cut.name}
          onShow={showCut}
          note={`This video has ${cuts.length} cuts. Your decision is about all of them.`}
        />
        {deciding && films ? <Filming micros={filmingMicros} /> : null}
        {deciding && !blocked && !own && !films && may("post.schedule") ? (
          <Plan outlets={outlets} form={plan} onChange={setPlan} refusal={refusal} />
        ) : null}
      </Beside>
      {deciding ? (
        <ActionBar
          {...acts}
          open={open}
          blocked={blocked}
          own={own}
          approves={films ? "Approve and film" : plan.plan === "none" ? "Approve" : "Approve and schedule"}
          refusal={refusal?.field ? undefined : refusal?.message}
        />
      ) : null}
      <SendBack
        open={writing}
        name={item.persona}
        draft={refusal?.form.note}
        onClose={() => setWriting(false)}
        onSend={(note) => {
          setWriting(false);
          decide("return", { note });
        }}
      />
      {next ? <Ahead slug={slug} id={next.id} /> : null}
    </main>
  );
}

/** What approving a draft costs, before anybody presses it. */
function Filming({ micros }: { micros: number }) {
  const price = micros === 0 ? "for nothing" : `for up to ${sayDollars(micros)}`;
  return (
    <p className={styles.filming}>
      This is a draft. Approving it has the video models film its shots {price}; the film comes to review again.
    </p>
  );
}

/** The next moment that something was found at, after where the video stands; the first again after the last. */
function seekToNextFinding(
  findings: ReviewPage["findings"],
  video: HTMLVideoElement | null,
  seek: (seconds: number) => void,
): void {
  const moments = findings.flatMap(({ atSeconds }) => atSeconds ?? []).sort((a, b) => a - b);
  const next = moments.find((at) => at > (video?.currentTime ?? 0) + 0.3) ?? moments[0];
  if (next !== undefined) seek(next);
}

/** The plan for a video. "Not now" is kept from one video to the next; a time of one video is not another's. */
function usePlan(videoId: string, outlets: ReviewPage["outlets"]) {
  const [plans, setPlans] = useState<{ of: string; form: PlanForm }>();
  const kept = plans?.of === videoId ? plans.form : startOfPlan(outlets, plans?.form.plan === "none");
  return [kept, (form: PlanForm) => setPlans({ of: videoId, form })] as const;
}

/** Fetches the next video while this one plays, so that it starts at once. */
function Ahead({ slug, id }: { slug: string; id: string }) {
  return (
    <>
      <link rel="prefetch" as="image" href={paths.videoFile(slug, id, "poster")} />
      <video key={id} hidden muted preload="auto" src={paths.videoFile(slug, id, "video.mp4")} />
    </>
  );
}
