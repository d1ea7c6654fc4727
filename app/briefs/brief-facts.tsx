import { Link } from "@remix-run/react";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { sayDollars } from "./amounts.ts";
import styles from "./brief-facts.module.css";
import type { BriefPage } from "./brief-page.ts";
import { Fact } from "./fact.tsx";

/** The brief itself, to read. What was left open is left out. */
export function BriefFacts({ brief }: Pick<BriefPage, "brief">) {
  const { slug } = useBrand();
  const lists: [string, string[]][] = [
    ["Angles", brief.angles],
    ["Proof points", brief.proofPoints],
    ["Must say", brief.mustSay],
    ["Never say", brief.neverSay],
  ];
  return (
    <Panel title="The brief">
      <dl className={styles.facts}>
        <Fact name="Product">
          <Link to={paths.product(slug, brief.productId)}>{brief.productTitle}</Link>
        </Fact>
        <Fact name="For">{brief.audience}</Fact>
        <Fact name="Hooks">{brief.hooks.map(hookName).join(", ")}</Fact>
        <Fact name="Length">{brief.lengths.join(", ")} seconds</Fact>
        <Fact name="At most">{brief.maxVariants} videos</Fact>
        {brief.offer ? <Fact name="Offer">{brief.offer}</Fact> : null}
        {brief.tone ? <Fact name="Tone">{brief.tone}</Fact> : null}
        {brief.budgetCents === null ? null : <Fact name="Budget">{sayDollars(brief.budgetCents * 10_000)}</Fact>}
        {lists.map(([name, lines]) =>
          lines.length > 0 ? (
            <Fact key={name} name={name}>
              {lines.map((line) => (
                <span key={line} className={styles.line}>
                  {line}
                </span>
              ))}
            </Fact>
          ) : null,
        )}
      </dl>
    </Panel>
  );
}
