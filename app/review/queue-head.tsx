import { Link } from "@remix-run/react";
import { ChevronLeftIcon, ChevronRightIcon } from "@shopify/polaris-icons";
import { Icon } from "../components/icon.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./queue-head.module.css";
import { reviewKeys } from "./use-review-keys.ts";

/** How much waits, and the ways along the queue. */
export function QueueHead(props: { waiting: number; previous: string | undefined; next: string | undefined }) {
  return (
    <header className={styles.head}>
      <span className={styles.count}>
        <strong>{props.waiting}</strong> {props.waiting === 1 ? "video waits" : "videos wait"}
      </span>
      <KeyHints keys={reviewKeys} />
      <nav aria-label="Queue" className={styles.along}>
        <Step to={props.previous} label="Previous" icon={ChevronLeftIcon} />
        <Step to={props.next} label="Next" icon={ChevronRightIcon} />
      </nav>
    </header>
  );
}

function Step(props: { to: string | undefined; label: string; icon: typeof ChevronLeftIcon }) {
  const { slug } = useBrand();
  const inside = (
    <>
      <Icon source={props.icon} />
      <span>{props.label}</span>
    </>
  );
  if (!props.to)
    return (
      <span className={styles.step} data-end="true" aria-hidden="true">
        {inside}
      </span>
    );
  return (
    <Link to={paths.review(slug, props.to)} className={styles.step} prefetch="intent">
      {inside}
    </Link>
  );
}
