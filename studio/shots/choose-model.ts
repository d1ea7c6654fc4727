import type { Dossier } from "#providers/video/dossier.ts";
import { compileShot } from "./compile-shot.ts";
import type { CompiledShot, DirectedShot, Resolution, UnfitShot } from "./directed-shot.ts";

/** A model that did not deliver, and why, as a sentence's end: "it refused the prompt". */
export type Tried = { dossier: string; because: string };

/** What to film a shot with, and which models were passed over for what reason. */
export type Choice = { chosen: CompiledShot | undefined; passed: UnfitShot[] };

/**
 * The first model of a list that can film a shot within `mostMicros`, with the shot compiled for it. After a failure it is
 * asked again with what was tried: the next one gets a prompt of its own, and its first resolution says why. With the
 * built-in animatic at the end of the list there is always one for a shot that may be 9:16 or cut. The models of the list
 * that match lips do so for those that film. A draft asks the cheapest first, and the drawing still last.
 */
export function chooseModel(
  shot: DirectedShot,
  dossiers: readonly Dossier[],
  { tried = [], mostMicros = Number.POSITIVE_INFINITY }: { tried?: readonly Tried[]; mostMicros?: number } = {},
): Choice {
  const passed: UnfitShot[] = [];
  const open = dossiers.filter(({ id }) => !tried.some(({ dossier }) => dossier === id));
  const matchers = open.filter(({ makes }) => makes === "lip-sync");
  for (const dossier of shot.tier === "draft" ? cheapestFirst(shot, open, matchers) : open) {
    if (matchers.includes(dossier)) continue;
    const compiled = compileShot(shot, dossier, matchers);
    if (!compiled.fits) {
      passed.push(compiled);
    } else if (compiled.costMicros > mostMicros) {
      const why = `${dossier.name} would cost ${dollars(compiled.costMicros)}, and ${dollars(mostMicros)} are left.`;
      passed.push({ fits: false, dossier: dossier.id, why });
    } else {
      return { chosen: sayFailover(compiled, dossier, dossiers, tried), passed };
    }
  }
  return { chosen: undefined, passed };
}

function cheapestFirst(shot: DirectedShot, dossiers: readonly Dossier[], matchers: readonly Dossier[]): Dossier[] {
  const costOf = (dossier: Dossier) => {
    if (dossier.provider === "animatic") return Number.POSITIVE_INFINITY;
    const compiled = compileShot(shot, dossier, matchers);
    return compiled.fits ? compiled.costMicros : 0;
  };
  const ranked = dossiers.map((dossier) => ({ dossier, cost: costOf(dossier) }));
  return ranked.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost)).map(({ dossier }) => dossier);
}

function sayFailover(
  compiled: CompiledShot,
  dossier: Dossier,
  dossiers: readonly Dossier[],
  tried: readonly Tried[],
): CompiledShot {
  const matches = ({ dossier: id }: Tried) => dossiers.find((each) => each.id === id)?.makes === "lip-sync";
  const said: Resolution[] = tried.filter(matches).map((each) => ({
    rule: "lips",
    sentence: sayUnmatched(each, dossiers),
  }));
  const last = tried.filter((each) => !matches(each)).at(-1);
  if (last) {
    const sentence = `${nameOf(last, dossiers)} did not deliver (${last.because}): ${dossier.name} takes over, with a prompt of its own.`;
    said.unshift({ rule: "failover", sentence });
  }
  return said.length === 0 ? compiled : { ...compiled, resolutions: [...said, ...compiled.resolutions] };
}

/** That a model was asked in vain to match somebody's lips to a voice. */
export function sayUnmatched(tried: Tried, dossiers: readonly Dossier[]): string {
  return `${nameOf(tried, dossiers)} did not match the lips (${tried.because.replace(/\.$/, "")}).`;
}

const nameOf = ({ dossier }: Tried, dossiers: readonly Dossier[]) =>
  dossiers.find(({ id }) => id === dossier)?.name ?? dossier;

/** Millionths of a dollar as a person reads them: cents, and less where that is all there is. */
export function dollars(micros: number): string {
  const amount = micros / 1_000_000;
  return `$${amount >= 0.1 || amount === 0 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}
