import { Link, useFetcher, useNavigate } from "@remix-run/react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { formatTime } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./review-desk.module.css";

/** One press of a reviewer on its way to the studio. `title` is the video's, for what is said afterwards. */
export type Deed = {
  kind: "approval" | "return" | "rejection" | "fix" | "undo";
  videoId: string;
  title: string;
  form: Record<string, string>;
  /** Where to go at once, without waiting for the answer; undefined stays until it has come. */
  onTo: string | undefined;
};

type Refusal = { message: string; field: string | undefined; form: Record<string, string> };
type Desk = {
  act(deed: Deed): void;
  undo(): void;
  /** Why the latest deed on a video was refused, with what was typed. */
  refusalOf(videoId: string): Refusal | undefined;
  isBusy(videoId: string): boolean;
};
type Said = { deed: Deed; state: "sending" | "done" | "refused"; message: string };
type Answer = { done?: string; goesOut?: string | null; error?: { message: string; field?: string } };

const DeskContext = createContext<Desk | undefined>(undefined);

/** What the pages of the queue decide with. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("useDesk belongs below ReviewDesk");
  return desk;
}

/**
 * Carries decisions to the studio while the reviewer is already at the next video. Each has a fetcher of its own, because a
 * second submit on a shared one would give up the first. What came of the latest is said, with its undo.
 */
export function ReviewDesk({ children }: { children: ReactNode }) {
  const { slug, zone } = useBrand();
  const navigate = useNavigate();
  const [deeds, setDeeds] = useState<(Deed & { key: number })[]>([]);
  const [refusals, setRefusals] = useState<Record<string, Refusal>>({});
  const [said, setSaid] = useState<Said>();
  const counter = useRef(0);

  const act = useCallback(
    (deed: Deed) => {
      counter.current += 1;
      const key = counter.current;
      setDeeds((all) => [...all, { ...deed, key }]);
      setRefusals(({ [deed.videoId]: _, ...others }) => others);
      setSaid({ deed, state: "sending", message: sending[deed.kind] });
      if (deed.onTo) navigate(deed.onTo);
    },
    [navigate],
  );

  const finish = (deed: Deed & { key: number }, answer: Answer) => {
    setDeeds((all) => all.filter(({ key }) => key !== deed.key));
    if (answer.error) {
      const { message, field } = answer.error;
      setRefusals((all) => ({ ...all, [deed.videoId]: { message, field, form: deed.form } }));
      // Whoever waited for the answer reads it in its place on the page.
      setSaid(deed.onTo || deed.kind === "undo" ? { deed, state: "refused", message } : undefined);
      return;
    }
    const when = answer.goesOut ? `, goes out ${formatTime(new Date(answer.goesOut), zone, "moment")}` : "";
    const what = answer.done === "to-film" ? "approved, its shots are being filmed" : done[deed.kind];
    setSaid({ deed, state: "done", message: `${what}${when}` });
    if (deed.kind === "undo") navigate(paths.review(slug, deed.videoId));
    else if (!deed.onTo) navigate(paths.review(slug));
  };

  const undo = useCallback(() => {
    if (said?.state !== "done" || said.deed.kind === "undo") return;
    act({ ...said.deed, kind: "undo", form: {}, onTo: undefined });
  }, [said, act]);

  useEffect(() => {
    if (said?.state !== "done") return;
    const timer = setTimeout(() => setSaid(undefined), 10_000);
    return () => clearTimeout(timer);
  }, [said]);

  const desk: Desk = {
    act,
    undo,
    refusalOf: (videoId) => refusals[videoId],
    isBusy: (videoId) => deeds.some((deed) => deed.videoId === videoId),
  };
  return (
    <DeskContext.Provider value={desk}>
      {children}
      {deeds.map((deed) => (
        <Courier key={deed.key} deed={deed} onAnswer={(answer) => finish(deed, answer)} />
      ))}
      <div className={styles.say} role="status">
        {said ? (
          <p className={styles.said} data-state={said.state}>
            <span>
              <strong>{said.deed.title}</strong> · {said.message}
            </span>
            {said.state === "done" &&
            said.deed.kind !== "undo" &&
            said.deed.kind !== "return" &&
            said.deed.kind !== "fix" ? (
              <button type="button" onClick={undo}>
                Undo
              </button>
            ) : null}
            {said.state === "refused" ? (
              <Link to={paths.review(slug, said.deed.videoId)} onClick={() => setSaid(undefined)}>
                Open it
              </Link>
            ) : null}
          </p>
        ) : null}
      </div>
    </DeskContext.Provider>
  );
}

const sending = {
  approval: "approving",
  return: "sending back",
  rejection: "rejecting",
  fix: "mending",
  undo: "taking it back",
};
const done = {
  approval: "approved",
  return: "sent back, the next version is being made",
  rejection: "rejected",
  fix: "mended, the next version is being made",
  undo: "back in review",
};

function Courier({ deed, onAnswer }: { deed: Deed; onAnswer: (answer: Answer) => void }) {
  const { slug } = useBrand();
  const fetcher = useFetcher<Answer>();
  const sent = useRef(false);
  useEffect(() => {
    if (!sent.current) {
      sent.current = true;
      const to = {
        approval: paths.videoApproval,
        return: paths.videoReturn,
        rejection: paths.videoRejection,
        fix: paths.videoFixes,
        undo: paths.videoApproval,
      };
      fetcher.submit(deed.form, {
        method: deed.kind === "undo" ? "delete" : "post",
        action: to[deed.kind](slug, deed.videoId),
      });
    } else if (fetcher.state === "idle" && fetcher.data) onAnswer(fetcher.data);
  });
  return null;
}
