import { Link, useFetcher } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { useState } from "react";
import type { Reply } from "../components/form-banner.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { Plan, startOfPlan } from "../review/plan.tsx";
import styles from "./post-list.module.css";
import { sayCut } from "./say-cut.ts";
import type { VideoPage } from "./video-page.ts";

/** Where the video went or will go; an approved one without a post can be planned here. */
export function PostList({ video, posts, outlets, cuts }: Pick<VideoPage, "video" | "posts" | "outlets" | "cuts">) {
  const { slug } = useBrand();
  const living = posts.some(
    ({ videoId, state }) => videoId === video.id && state !== "failed" && state !== "withdrawn",
  );
  const cutOf = (sha256: string) => (cuts.length > 1 ? cuts.find((each) => each.sha256 === sha256) : undefined);
  const may = useMay();
  const plannable = may("post.schedule") && video.state === "approved" && !video.supersededAt && !living;
  if (posts.length === 0 && !plannable) return null;
  return (
    <Panel title="Posts">
      <div className={styles.stack}>
        {posts.length > 0 ? (
          <ul className={styles.posts}>
            {posts
              .map((post) => ({ ...post, cut: cutOf(post.sha256) }))
              .map((post) => (
                <li key={post.id}>
                  <StateChip state={post.state} />
                  <Link to={paths.post(slug, post.id)}>{post.account}</Link>
                  {post.cut ? <span>{sayCut({ cut: post.cut.cut })} cut</span> : null}
                  <Time at={post.publishedAt ?? post.scheduledAt} zone={post.zone} />
                  {post.url ? (
                    <a href={post.url} target="_blank" rel="noreferrer">
                      See it live
                    </a>
                  ) : null}
                  {post.failure ? <span className={styles.failure}>{post.failure}</span> : null}
                </li>
              ))}
          </ul>
        ) : null}
        {plannable ? <PlanPost video={video} outlets={outlets} /> : null}
      </div>
    </Panel>
  );
}

function PlanPost({ video, outlets }: Pick<VideoPage, "video" | "outlets">) {
  const { slug } = useBrand();
  const planner = useFetcher<Reply & { error?: { field?: string } }>();
  const [form, setForm] = useState(() => startOfPlan(outlets, false));
  const failure = planner.data?.error;
  return (
    <div className={styles.stack}>
      <Plan
        outlets={outlets}
        form={form}
        onChange={setForm}
        refusal={failure ? { message: failure.message, field: failure.field } : undefined}
        mayWait={false}
      />
      {failure && failure.field !== "at" ? <p role="alert">{failure.message}</p> : null}
      {outlets.length > 0 ? (
        <div>
          <Button
            variant="primary"
            loading={planner.state !== "idle"}
            onClick={() => planner.submit({ ...form }, { method: "post", action: paths.videoPosts(slug, video.id) })}
          >
            Schedule
          </Button>
        </div>
      ) : null}
    </div>
  );
}
