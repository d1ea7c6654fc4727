import { Time } from "../components/time.tsx";
import type { PostPageData } from "../routes/b.$brand.posts.$postId.tsx";
import styles from "./attempts.module.css";

const steps: Record<string, string> = {
  begin: "Announced it to the network",
  upload: "Handed the video over",
  check: "Asked how far it is",
  publish: "Told the network to publish",
  look: "Looked whether it is out",
  withdraw: "Took it down",
};

const outcomes: Record<string, { words: string; tone: "good" | "bad" | "open" }> = {
  started: { words: "no answer yet", tone: "open" },
  done: { words: "done", tone: "good" },
  published: { words: "it is out", tone: "good" },
  accepted: { words: "accepted, its address comes later", tone: "good" },
  failed: { words: "failed", tone: "bad" },
  refused: { words: "refused", tone: "bad" },
  "not-now": { words: "not now, we were asked to wait", tone: "open" },
  unknown: { words: "no answer, so the outcome was not known", tone: "open" },
};

/** Every call to the network for this post, first to last, each with its raw answer. */
export function Attempts({ post, attempts }: Pick<PostPageData, "post" | "attempts">) {
  return (
    <ol className={styles.attempts}>
      <li data-tone="good">
        <span>Planned{post.plannedBy ? ` by ${post.plannedBy}` : ""}</span>
        <Time at={post.createdAt} />
      </li>
      {attempts.map(({ id, step, outcome, answer, startedAt }) => {
        const ended = outcomes[outcome] ?? { words: outcome, tone: "open" };
        return (
          <li key={id} data-tone={ended.tone}>
            <span>
              {steps[step] ?? step}: {ended.words}
            </span>
            <Time at={startedAt} />
            {answer ? (
              <details>
                <summary>Raw answer</summary>
                <pre>{answer}</pre>
              </details>
            ) : null}
          </li>
        );
      })}
      {attempts.length === 0 && post.movable ? (
        <li data-tone="open">The network has not been asked for anything yet.</li>
      ) : null}
    </ol>
  );
}
