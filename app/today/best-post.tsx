import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import styles from "./best-post.module.css";

type Best = {
  videoId: string;
  persona: string;
  hook: string;
  views: number | null;
  completions: number | null;
  clicks: number | null;
};

/** The post of the last 30 days that most people saw. A figure its network does not offer is left out, not shown as 0. */
export function BestPost({ post }: { post: Best }) {
  const { slug } = useBrand();
  const figures: [string, number | null][] = [
    ["views", post.views],
    ["watched to the end", post.completions],
    ["clicks", post.clicks],
  ];
  return (
    <Panel title="Best of 30 days" aside={<Link to={paths.results(slug)}>Results</Link>}>
      <div className={styles.best}>
        <img src={paths.videoFile(slug, post.videoId, "poster")} alt="" className={styles.poster} loading="lazy" />
        <div>
          <Link to={paths.video(slug, post.videoId)} className={styles.name}>
            {post.persona}
          </Link>
          <p className={styles.soft}>{hookName(post.hook)}</p>
          <dl className={styles.figures}>
            {figures.map(([name, value]) =>
              value === null ? null : (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value.toLocaleString("en")}</dd>
                </div>
              ),
            )}
          </dl>
        </div>
      </div>
    </Panel>
  );
}
