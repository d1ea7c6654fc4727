import { Button } from "@shopify/polaris";
import { type Fix, fix as fixSchema, gateNames } from "#media/quality/finding.ts";
import { StateChip } from "../components/state-chip.tsx";
import styles from "./finding-list.module.css";
import { clock } from "./player.tsx";
import { sayCut } from "./say-cut.ts";

export type ShownFinding = {
  id: string;
  severity: string;
  message: string;
  gate: string;
  atSeconds: number | null;
  untilSeconds: number | null;
  /** The cut that it was found in, when that is not the video's own. */
  cut?: string | null;
  fix: unknown;
};

const words = { block: "Blocks", warn: "Look at this", info: "Good to know" };
const tones = { block: "red", warn: "amber", info: "quiet" } as const;

/** What was said of the script before it was filmed. */
const scriptGates: Record<string, string> = { experience: "Claims", claim: "Claims", canon: "What was said before" };

/**
 * What the checks found, by check, the gravest check first. Each has the moment it is about, which the player goes to, and
 * where one press mends it, that press. `busy` is the finding being mended, `refusal` why one could not be.
 */
export function FindingList(props: {
  findings: ShownFinding[];
  onSeek?: (seconds: number) => void;
  onFix?: ((findingId: string) => void) | undefined;
  busy?: string | undefined;
  refusal?: string | undefined;
  /** The checks are still to run. */
  pending?: boolean;
}) {
  const { findings, onSeek, onFix, busy, refusal, pending = false } = props;
  if (findings.length === 0) {
    return <p className={styles.none}>{pending ? "The checks have not run yet." : "Nothing found."}</p>;
  }
  return (
    <div className={styles.gates}>
      {refusal ? (
        <p role="alert" className={styles.refusal}>
          {refusal}
        </p>
      ) : null}
      {[...byGate(findings)].map(([name, own]) => (
        <section key={name}>
          <h3>{name}</h3>
          <ul className={styles.findings}>
            {own.map((found) => (
              <Item
                key={found.id}
                {...{ found, onSeek, onFix }}
                loading={busy === found.id}
                disabled={busy !== undefined}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Item(props: {
  found: ShownFinding;
  onSeek?: ((seconds: number) => void) | undefined;
  onFix?: ((findingId: string) => void) | undefined;
  loading: boolean;
  disabled: boolean;
}) {
  const { found, onSeek, onFix, loading, disabled } = props;
  const { id, severity, message, atSeconds, untilSeconds } = found;
  const known = severity as keyof typeof words;
  const fix = fixSchema.safeParse(found.fix).data;
  const until =
    untilSeconds !== null && clock(untilSeconds) !== clock(atSeconds ?? 0) ? ` to ${clock(untilSeconds)}` : "";
  return (
    <li>
      <StateChip state={severity} words={words[known]} tone={tones[known]} />
      <span className={styles.what}>
        {found.cut ? `${sayCut({ cut: found.cut })} cut: ` : null}
        {message}{" "}
        {atSeconds === null || !onSeek ? null : (
          <button type="button" className={styles.moment} data-moment={atSeconds} onClick={() => onSeek(atSeconds)}>
            at {clock(atSeconds)}
            {until}
          </button>
        )}
      </span>
      {fix && onFix ? (
        <span className={styles.fix}>
          <Button
            size="slim"
            onClick={() => onFix(id)}
            loading={loading}
            disabled={disabled}
            accessibilityLabel={`${sayFix(fix)}: ${message}`}
          >
            {sayFix(fix)}
          </Button>
        </span>
      ) : null}
    </li>
  );
}

function byGate(findings: ShownFinding[]): Map<string, ShownFinding[]> {
  const gates = new Map<string, ShownFinding[]>();
  for (const each of findings) {
    const name = gateNames[each.gate as keyof typeof gateNames] ?? scriptGates[each.gate] ?? "Script";
    gates.set(name, [...(gates.get(name) ?? []), each]);
  }
  return gates;
}

function sayFix(fix: Fix): string {
  switch (fix.action) {
    case "use-spelling":
      return `Write “${fix.to}”`;
    case "shorten-text":
      return "Shorten the text";
    case "drop-text":
      return "Take the text out";
    case "drop-signs":
      return "Take the signs out";
    case "make-again":
      return "Make it again";
  }
}
