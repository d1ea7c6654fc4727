import type { Dossier } from "#providers/video/dossier.ts";
import { listOffers } from "#providers/video/price.ts";

/**
 * Words with which a text speaks to whoever reads it by machine. Finding none proves nothing, and finding some is no
 * crime: whoever decides is told where to look.
 */
const spokenToMachines =
  /[^.\n]{0,80}(?:\b(?:ignore|disregard|forget)\b[^.\n]{0,30}\b(?:instructions?|rules|above|previous|prior)\b|\bsystem prompt\b|\bas an? (?:ai|language model)\b|\b(?:ai|llm|language model|assistant)s?\b[^.\n]{0,20}\b(?:must|should|shall|please)\b|\bnew (?:rule|instruction)s?\b)[^.\n]{0,80}/i;

/** What whoever decides about a change should look at twice, in sentences. */
export function findCautions(before: Dossier, after: Dossier, document: string): string[] {
  const cautions: string[] = [];
  const spoken = spokenToMachines.exec(document)?.[0].replace(/\s+/g, " ").trim();
  if (spoken) {
    cautions.push(
      `The document speaks to language models: “${spoken}”. It was read as data; look closely all the same.`,
    );
  }
  const [was, is] = [ratesOf(before), ratesOf(after)];
  const cheapest = Math.min(...was);
  if (Math.min(...is) === 0 && cheapest > 0) {
    cautions.push("With this change something would cost nothing: budgets would not hold it back.");
  } else if (Math.min(...is) < cheapest / 2 || Math.max(...is) < Math.max(...was) / 2) {
    cautions.push("With this change prices fall to less than half: estimates and budgets rely on them.");
  }
  if (JSON.stringify(before.prompt?.lines) !== JSON.stringify(after.prompt?.lines)) {
    cautions.push("It changes the lines that every prompt is made of: read them word by word.");
  }
  if (JSON.stringify(before.parameters.fixed ?? {}) !== JSON.stringify(after.parameters.fixed ?? {})) {
    cautions.push("It changes what is sent with every request.");
  }
  return cautions;
}

/** Dollars to a second, of everything on offer. */
function ratesOf(dossier: Dossier): number[] {
  return listOffers(dossier).map(({ costMicros = 0, seconds }) => costMicros / seconds);
}
