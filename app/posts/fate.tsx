import { useFetcher } from "@remix-run/react";
import { Button, ButtonGroup } from "@shopify/polaris";
import { type ReactNode, useState } from "react";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { PostPageData } from "../routes/b.$brand.posts.$postId.tsx";
import styles from "./fate.module.css";
import { HeldNotice } from "./held-notice.tsx";

type Post = PostPageData["post"];

/** The state of a post as a sentence, with what can be done about it now. */
export function Fate({ post, attempts }: Pick<PostPageData, "post" | "attempts">) {
  const { slug, zone } = useBrand();
  const may = useMay();
  const evidence = attempts.findLast(({ answer, outcome }) => answer !== null && outcome !== "done") ?? attempts.at(-1);
  const bad = post.state === "failed" || post.state === "unconfirmed";
  return (
    <section className={styles.fate} data-state={post.state} aria-label="State">
      <StateChip state={post.state} />
      <p className={styles.sentence}>
        <Sentence post={post} />
      </p>
      {post.movable || post.state === "published" ? (
        <p className={styles.zone}>Times are on the clock of {zone}.</p>
      ) : null}
      {bad ? (
        <details className={styles.raw}>
          <summary>What {post.account} answered</summary>
          <pre>{evidence?.answer ?? "Nothing: the network was not reached, or did not answer."}</pre>
        </details>
      ) : null}
      <div className={styles.doing}>
        {post.state === "failed" && may("post.publish") ? (
          <Do action={paths.postSending(slug, post.id)} words="Fix and resend" caption={post.caption}>
            Before anything is sent, we look whether the post is out after all, so it cannot go out twice.
          </Do>
        ) : null}
        {post.state === "unconfirmed" && attempts.some(({ step }) => step === "hold") ? <HeldNotice /> : null}
        {post.state === "unconfirmed" && may("post.publish") ? (
          <Do action={paths.postSettling(slug, post.id)} words="Look again">
            Nothing is sent a second time until it is known that the first is not out.
          </Do>
        ) : null}
        {post.movable && may("post.schedule") ? <ChangeTime post={post} /> : null}
        {post.state === "published" && post.url ? (
          <div>
            <Button variant="primary" url={post.url} target="_blank">
              See it live
            </Button>
          </div>
        ) : null}
        {may("post.withdraw") && (post.movable || ["failed", "published", "awaiting-creator"].includes(post.state)) ? (
          <TakeBack post={post} />
        ) : null}
      </div>
    </section>
  );
}

function Sentence({ post }: { post: Post }): ReactNode {
  const at = <Time at={post.scheduledAt} />;
  switch (post.state) {
    case "scheduled":
      return (
        <>
          Goes out on {post.account} on {at}.
        </>
      );
    case "arming":
    case "uploading":
    case "processing":
      return (
        <>
          {post.account} is being given the video, so that it goes out on {at}.
        </>
      );
    case "armed":
      return (
        <>
          Everything is in place on {post.account}. It goes out on {at}.
        </>
      );
    case "publishing":
      return <>Going out on {post.account} right now.</>;
    case "published":
      return (
        <>
          Out on {post.account} since <Time at={post.publishedAt ?? post.scheduledAt} />.
        </>
      );
    case "awaiting-creator":
      return <>It lies in the inbox of {post.account} and is not published: finish it there within 24 hours.</>;
    case "failed":
      return post.failure ?? <>{post.account} did not take this post, and nothing of it is out.</>;
    case "unconfirmed":
      return post.failure ?? <>{post.account} did not say whether this post is out.</>;
    case "withdrawn":
      return <>Taken back. It is not on {post.account}.</>;
  }
}

function Do(props: { action: string; words: string; caption?: string; children: ReactNode }) {
  const fetcher = useFetcher<object>();
  return (
    <fetcher.Form method="post" action={props.action} className={styles.form}>
      <FormBanner reply={fetcher.data} />
      {props.caption === undefined ? null : (
        <TextBox name="caption" label="Caption" value={props.caption} lines={4} reply={fetcher.data} />
      )}
      <p>{props.children}</p>
      <div>
        <Button submit variant="primary" loading={fetcher.state !== "idle"}>
          {props.words}
        </Button>
      </div>
    </fetcher.Form>
  );
}

function ChangeTime({ post }: { post: Post }) {
  const { slug, zone } = useBrand();
  const fetcher = useFetcher<object>();
  const busy = fetcher.state !== "idle";
  const plan = fetcher.formData?.get("plan");
  return (
    <fetcher.Form method="post" action={paths.postTime(slug, post.id)} className={styles.form}>
      <FormBanner reply={fetcher.data} />
      <div className={styles.time}>
        <TextBox
          key={post.wall}
          name="at"
          label={`Another time (${zone})`}
          type="datetime-local"
          value={post.wall}
          reply={fetcher.data}
        />
        <ButtonGroup>
          <button type="submit" name="plan" value="time" className={styles.primary} disabled={busy}>
            {busy && plan === "time" ? "Moving" : "Move"}
          </button>
          {post.hasSlots ? (
            <button type="submit" name="plan" value="slot" className={styles.secondary} disabled={busy}>
              {busy && plan === "slot" ? "Moving" : "Next free slot"}
            </button>
          ) : null}
        </ButtonGroup>
      </div>
    </fetcher.Form>
  );
}

/** Asks once more where something is out that fans can see. */
function TakeBack({ post }: { post: Post }) {
  const { slug } = useBrand();
  const fetcher = useFetcher<object>();
  const [sure, setSure] = useState(false);
  const out = post.state === "published";
  const words = out ? "Take it down" : "Take it back";
  return (
    <fetcher.Form method="post" action={paths.postWithdrawal(slug, post.id)} className={styles.form}>
      <FormBanner reply={fetcher.data} />
      {out && sure ? (
        <p>It disappears from {post.account}, with its likes. What was read of it stays in the results.</p>
      ) : null}
      <ButtonGroup>
        {out && !sure ? (
          <Button onClick={() => setSure(true)}>{words}</Button>
        ) : (
          <Button submit tone={out ? "critical" : undefined} loading={fetcher.state !== "idle"}>
            {words}
          </Button>
        )}
        {sure && out ? (
          <Button variant="tertiary" onClick={() => setSure(false)}>
            Keep it
          </Button>
        ) : null}
      </ButtonGroup>
    </fetcher.Form>
  );
}
