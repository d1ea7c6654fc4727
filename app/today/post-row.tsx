import { Link } from "@remix-run/react";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./post-row.module.css";

export type PostLine = {
  id: string;
  videoId: string;
  scheduledAt: Date;
  state: string;
  hook: string;
  persona: string;
  connection: string;
};

/** A post on one line: its poster, who is in it, when and where it goes out; `plain` where all of a list are in one state. */
export function PostRow({ post, problem, plain }: { post: PostLine; problem?: string | null; plain?: boolean }) {
  const { slug } = useBrand();
  return (
    <li className={styles.row}>
      <img
        src={paths.videoFile(slug, post.videoId, "poster")}
        alt=""
        className={styles.poster}
        width={36}
        height={64}
        loading="lazy"
      />
      <div className={styles.words}>
        <Link to={paths.post(slug, post.id)}>
          {post.persona}, {hookName(post.hook).toLowerCase()}
        </Link>
        <span className={styles.soft}>
          <Time at={post.scheduledAt} /> on {post.connection}
        </span>
        {problem ? <span className={styles.problem}>{problem}</span> : null}
      </div>
      {plain || post.state === "scheduled" ? null : <StateChip state={post.state} />}
    </li>
  );
}
