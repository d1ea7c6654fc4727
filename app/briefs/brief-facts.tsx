import { Link } from "@remix-run/react";
import type { CaptionStyle } from "#media/caption-styles.ts";
import { nameLanguage } from "#providers/text/languages.ts";
import { linkOf } from "#studio/briefs/evidence.ts";
import { paidModels } from "#studio/briefs/footage.ts";
import { captionNames } from "../brand/caption-names.ts";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { paths } from "../paths.ts";
import { hookName } from "../videos/hooks.ts";
import { sayDollars } from "./amounts.ts";
import styles from "./brief-facts.module.css";
import type { BriefPage } from "./brief-page.ts";
import { Fact } from "./fact.tsx";
import { musicNames } from "./look-choice.tsx";
import { sayRatio } from "./say-ratio.ts";

/** The brief itself, to read. What was left open is left out. */
export function BriefFacts({ brief, networks }: Pick<BriefPage, "brief" | "networks">) {
  const { slug } = useBrand();
  const paid = paidModels(brief.footage);
  const first = {
    "draft-first": ", once its draft is approved",
    "filmed-draft": ", first as a coarse draft and finely once that is approved",
    final: "",
  }[brief.footage.tier];
  const lists: [string, string[]][] = [
    ["Angles", brief.angles],
    ["Must say", brief.mustSay],
    ["Never say", brief.neverSay],
  ];
  return (
    <Panel title="The brief">
      <dl className={styles.facts}>
        <Fact name={brief.products.length > 1 ? "Products" : "Product"}>
          {brief.products.map(({ id, title }) => (
            <Link key={id} to={paths.product(slug, id)} className={styles.line}>
              {title}
            </Link>
          ))}
        </Fact>
        <Fact name="For">{brief.audience}</Fact>
        <Fact name="Hooks">{brief.hooks.map(hookName).join(", ")}</Fact>
        <Fact name="Length">{brief.lengths.join(", ")} seconds</Fact>
        <Fact name="Language">{brief.locales.map(nameLanguage).join(", ")}</Fact>
        <Fact name="Format">{brief.ratios.map(sayRatio).join("; ")}</Fact>
        <Fact name="Filmed with">
          {paid.length === 0 ? "The animatic, on this machine" : `${paid.join(", then ")}${first}`}
        </Fact>
        {brief.captions ? <Fact name="Captions">{captionNames[brief.captions as CaptionStyle]}</Fact> : null}
        {brief.music ? <Fact name="Music">{musicNames[brief.music]}</Fact> : null}
        <Fact name="Goes to">{networks.join(", ")}</Fact>
        <Fact name="At most">{brief.maxVariants} videos</Fact>
        {brief.offer ? (
          <Fact name="Offer">
            {brief.offer}
            {sayDays(brief.offerStarts, brief.offerEnds)}
          </Fact>
        ) : null}
        {brief.proofPoints.length > 0 ? (
          <Fact name="Proof points">
            {brief.proofPoints.map((point) => (
              <span key={point} className={styles.line}>
                {linkOf(brief.evidence, point) ? (
                  <a href={linkOf(brief.evidence, point)} rel="noreferrer nofollow" target="_blank">
                    {point}
                  </a>
                ) : (
                  point
                )}
              </span>
            ))}
          </Fact>
        ) : null}
        {brief.publishFrom || brief.publishUntil ? (
          <Fact name="Goes out">{sayDays(brief.publishFrom, brief.publishUntil).trim()}</Fact>
        ) : null}
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

/** " from 5 January 2027 to 31 January 2027", with what is open left out. */
function sayDays(from: string | null, until: string | null): string {
  const say = (day: string) =>
    new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
  return [from ? ` from ${say(from)}` : "", until ? ` until ${say(until)}` : ""].join("");
}
