import { Link } from "@remix-run/react";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import type { PostPageData } from "../routes/b.$brand.posts.$postId.tsx";
import { hookName } from "../videos/hooks.ts";
import { Attempts } from "./attempts.tsx";
import { Fate } from "./fate.tsx";
import { PostFigures } from "./post-figures.tsx";
import styles from "./post-view.module.css";

/** One post: what it is, what became of it, and what can still be done. */
export function PostView({ post, attempts, readings, figures }: PostPageData) {
  const { slug } = useBrand();
  const labels = [post.disclosure.ai, post.disclosure.paid].filter((label): label is string => Boolean(label));
  return (
    <Page
      title={post.title}
      subtitle={
        <>
          {post.persona} · {hookName(post.hook)} · on {post.account}
        </>
      }
      back={{ to: `${paths.calendar(slug)}?date=${post.wall.slice(0, 10)}`, label: "Calendar" }}
    >
      <div className={styles.columns}>
        <div className={styles.picture}>
          {/* biome-ignore lint/a11y/useMediaCaption: the captions are a part of the picture */}
          <video
            className={styles.video}
            controls
            playsInline
            preload="none"
            poster={paths.videoFile(slug, post.videoId, "poster")}
            src={paths.videoFile(slug, post.videoId, "video.mp4")}
            aria-label={post.title}
          />
          <Link to={paths.video(slug, post.videoId)}>Open the video</Link>
        </div>
        <div className={styles.words}>
          <Fate post={post} attempts={attempts} />
          {figures ? <PostFigures figures={figures} readings={readings} /> : null}
          <Panel title="What is posted">
            <dl className={styles.facts}>
              <div>
                <dt>Caption</dt>
                <dd className={styles.caption}>{post.caption}</dd>
              </div>
              <div>
                <dt>Labels</dt>
                <dd>{labels.length > 0 ? labels.join(", ") : "None needed"}</dd>
              </div>
              <div>
                <dt>Link</dt>
                <dd>
                  {post.link ? (
                    <>
                      <a href={post.link} target="_blank" rel="noreferrer">
                        {post.link.replace(/^https?:\/\//, "")}
                      </a>
                      <span className={styles.target}>leads to {post.target}</span>
                    </>
                  ) : (
                    "None"
                  )}
                </dd>
              </div>
              <div>
                <dt>Brief</dt>
                <dd>
                  <Link to={paths.brief(slug, post.briefId)}>{post.brief}</Link>, {post.angle}
                </dd>
              </div>
              <div>
                <dt>File</dt>
                <dd>
                  Version {post.version}, {Math.round(post.seconds)} s, fingerprint{" "}
                  <code>{post.sha256.slice(0, 12)}</code>
                </dd>
              </div>
              <div>
                <dt>Planned</dt>
                <dd>
                  <Time at={post.createdAt} />
                  {post.plannedBy ? ` by ${post.plannedBy}` : ""}
                </dd>
              </div>
            </dl>
          </Panel>
          <Panel title="What happened">
            <Attempts post={post} attempts={attempts} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}
