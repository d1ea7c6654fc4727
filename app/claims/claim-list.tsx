import { Form } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { EmptyState } from "../components/empty-state.tsx";
import { May } from "../components/may.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import styles from "./claims.module.css";

export type Claim = {
  id: string;
  statement: string;
  kinds: string[];
  source: string;
  evidenceUrl: string;
  about: string;
  places: string;
  expiresOn: string | null;
  createdAt: Date | string;
  state: keyof typeof states;
};

const states = {
  live: { words: "Live", tone: "green" },
  expired: { words: "Expired", tone: "amber" },
  withdrawn: { words: "Taken back", tone: "quiet" },
} as const;

/** Every claim with what shows it, where it holds and until when, and the button that takes it back or lets it stand. */
export function ClaimList({ claims }: { claims: Claim[] }) {
  const { slug } = useBrand();
  if (claims.length === 0) {
    return (
      <EmptyState title="No claims yet" small>
        Without evidence here, scripts say nothing that would need some.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.claims}>
      {claims.map((claim) => (
        <li key={claim.id}>
          <div className={styles.head}>
            <span className={styles.statement}>{claim.statement}</span>
            <StateChip {...states[claim.state]} state={claim.state} />
          </div>
          <span className={styles.soft}>
            {capitalise(claim.kinds.join(", "))}. {claim.about}. {claim.places}.{" "}
            {claim.expiresOn ? `Until ${claim.expiresOn}.` : "No end."}
          </span>
          <span>
            <a href={claim.evidenceUrl} target="_blank" rel="noreferrer">
              {claim.source}
            </a>
            <span className={styles.soft}>
              , added <Time at={claim.createdAt} shape="day" />
            </span>
          </span>
          <May verb="claim.edit">
            <Form
              method={claim.state === "withdrawn" ? "delete" : "post"}
              action={paths.claimWithdrawal(slug, claim.id)}
            >
              <Button submit variant="plain" accessibilityLabel={`${sayChange(claim)}: ${claim.statement}`}>
                {sayChange(claim)}
              </Button>
            </Form>
          </May>
        </li>
      ))}
    </ul>
  );
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sayChange({ state }: Claim): string {
  return state === "withdrawn" ? "Let it stand again" : "Take back";
}
