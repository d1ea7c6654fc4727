import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { type PostLine, PostRow } from "./post-row.tsx";
import styles from "./troubles.module.css";

type FailedVariant = {
  id: string;
  briefId: string;
  hook: string;
  failure: string | null;
  persona: string;
  brief: string;
};

/** What went wrong and is still to be looked at, each with its sentence and the way to where it is mended. */
export function Troubles(props: { posts: (PostLine & { failure: string | null })[]; variants: FailedVariant[] }) {
  const { slug } = useBrand();
  return (
    <Panel title="Needs a look">
      <ul className={styles.list}>
        {props.posts.map((post) => (
          <PostRow key={post.id} post={post} problem={post.failure} />
        ))}
        {props.variants.map((variant) => (
          <li key={variant.id} className={styles.variant}>
            <div className={styles.words}>
              <Link to={paths.brief(slug, variant.briefId)}>
                {variant.persona}, {hookName(variant.hook).toLowerCase()}, in {variant.brief}
              </Link>
              <span className={styles.problem}>
                {variant.failure ?? "It stopped without saying why. Try it again."}
              </span>
            </div>
            <StateChip state="failed" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
