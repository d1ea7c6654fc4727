import { Form } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import type { DossierChange as Row } from "#db/queries/dossiers.ts";
import type { DiffLine } from "#studio/dossiers/diff.ts";
import { sayDollars } from "../briefs/amounts.ts";
import { May } from "../components/may.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import styles from "./dossier.module.css";

type Shown = Omit<Row, "before" | "after"> & { diff: DiffLine[] };

/** One proposal: what differs, the words of the document that say so, what to look at twice, and the decision. */
export function DossierChange({ change }: { change: Shown }) {
  const open = change.decision === null;
  return (
    <article className={styles.change} aria-label={change.summary}>
      <header className={styles.changeHead}>
        <h3>{change.summary}</h3>
        {open ? (
          <StateChip state="waiting" words="Waits for a decision" tone="amber" />
        ) : (
          <StateChip
            state={change.decision ?? ""}
            words={change.decision === "accepted" ? "Accepted" : "Declined"}
            tone={change.decision === "accepted" ? "green" : "quiet"}
          />
        )}
      </header>
      <p className={styles.soft}>
        From {change.source}, read by {change.model} for {change.proposedName}, <Time at={change.proposedAt} />,{" "}
        {sayDollars(change.costMicros)}
        {change.decidedAt ? (
          <>
            ; decided by {change.decidedName}, <Time at={change.decidedAt} />
          </>
        ) : null}
      </p>
      {open && change.cautions.length > 0 ? (
        <ul className={styles.cautions} aria-label="Look at this twice">
          {change.cautions.map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      ) : null}
      <details open={open}>
        <summary>What differs</summary>
        <Diff lines={change.diff} />
        <dl className={styles.reasons}>
          {change.reasons.map(({ path, quote, why }) => (
            <div key={path}>
              <dt>{path}</dt>
              <dd>
                {why} <q>{quote}</q>
              </dd>
            </div>
          ))}
        </dl>
      </details>
      {open ? (
        <May verb="dossier.decide">
          <div className={styles.acts}>
            <Decision change={change.id} intent="accept" />
            <Decision change={change.id} intent="decline" />
          </div>
        </May>
      ) : null}
    </article>
  );
}

function Decision({ change, intent }: { change: string; intent: "accept" | "decline" }) {
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="change" value={change} />
      <input type="hidden" name="intent" value={intent} />
      <Button submit {...(intent === "accept" ? { variant: "primary" } : {})}>
        {intent === "accept" ? "Accept" : "Decline"}
      </Button>
    </Form>
  );
}

const signs = { same: " ", added: "+", removed: "−", gap: "⋯" };
const spoken = { same: "", added: "added: ", removed: "removed: ", gap: "" };

function Diff({ lines }: { lines: DiffLine[] }) {
  return (
    <ol className={styles.diff}>
      {lines.map(({ kind, number, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text are their places
        <li key={index} data-kind={kind}>
          <span className={styles.number} aria-hidden="true">
            {number || ""}
          </span>
          <span className={styles.sign} aria-hidden="true">
            {signs[kind]}
          </span>
          <span className={styles.hidden}>{spoken[kind]}</span>
          <code>{text}</code>
        </li>
      ))}
    </ol>
  );
}
