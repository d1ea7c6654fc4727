import type { ReactNode } from "react";
import { Logo } from "../components/logo.tsx";
import { Theme } from "../theme/theme.tsx";
import styles from "./door.module.css";

/** The frame of the pages in front of the studio: what it is on one side, one thing to do on the other. */
export function Door({ title, text, children }: { title: ReactNode; text?: ReactNode; children?: ReactNode }) {
  return (
    <Theme>
      <main className={styles.house}>
        <section className={styles.wing}>
          <Logo />
          <p className={styles.line}>From one brief to proven, labelled, approved posts.</p>
          <svg className={styles.art} viewBox="0 0 320 300" aria-hidden="true">
            <defs>
              <linearGradient id="beam" x1="0" y1="0" x2="0.6" y2="1">
                <stop offset="0" stopColor="#ff5b3a" />
                <stop offset="1" stopColor="#ff5b3a" stopOpacity="0.35" />
              </linearGradient>
            </defs>
            <path d="M8 22 50 0l250 236c-26 34-150 48-214 26z" fill="url(#beam)" />
            <ellipse cx="194" cy="246" rx="112" ry="30" fill="#ff5b3a" />
            <g fill="#fbf7f1">
              <circle cx="194" cy="138" r="30" />
              <path d="M140 246c0-42 22-68 54-68s54 26 54 68c-32 12-76 12-108 0z" />
            </g>
            <g fill="#2a2231">
              <circle cx="58" cy="186" r="22" />
              <path d="M16 262c0-30 17-48 42-48s42 18 42 48c-26 9-58 9-84 0z" />
              <circle cx="286" cy="164" r="18" opacity="0.9" />
              <path d="M252 228c0-25 13-40 34-40 19 0 32 14 34 36-20 9-46 11-68 4z" opacity="0.9" />
            </g>
          </svg>
        </section>
        <section className={styles.door}>
          <div className={styles.form}>
            <h1>{title}</h1>
            {text ? <p className={styles.text}>{text}</p> : null}
            {children}
          </div>
        </section>
      </main>
    </Theme>
  );
}

/** The fields of a door's form, one under the other. */
export const doorForm = styles.fields;
export const doorFoot = styles.foot;
