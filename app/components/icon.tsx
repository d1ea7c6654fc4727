import type { FunctionComponent, SVGProps } from "react";
import styles from "./icon.module.css";

export type IconSource = FunctionComponent<SVGProps<SVGSVGElement>>;

/** An icon in the colour of the text beside it. It says nothing by itself: a label does. */
export function Icon({ source: Source, size = 20 }: { source: IconSource; size?: number }) {
  return <Source className={styles.icon} width={size} height={size} aria-hidden="true" focusable="false" />;
}
