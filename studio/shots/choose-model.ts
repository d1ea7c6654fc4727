import type { Dossier } from "#providers/video/dossier.ts";
import { compileShot } from "./compile-shot.ts";
import type { CompiledShot, DirectedShot, UnfitShot } from "./directed-shot.ts";

/** A model that did not deliver, and why, as a sentence's end: "it refused the prompt". */
export type Tried = { dossier: string; because: string };

/** What to film a shot with, and which models were passed over for what reason. */
export type Choice = { chosen: CompiledShot | undefined; passed: UnfitShot[] };

/**
 * The first model of a list that can film a shot within `mostMicros`, with the shot compiled for it. After a failure it is
 * asked again with what was tried: the next one gets a prompt of its own, and its first resolution says why. With the
 * built-in animatic at the end of the list there is always one for a shot that may be 9:16 or cut.
 */
export function chooseModel(
  shot: DirectedShot,
  dossiers: readonly Dossier[],
  { tried = [], mostMicros = Number.POSITIVE_INFINITY }: { tried?: readonly Tried[]; mostMicros?: number } = {},
): Choice {
  const passed: UnfitShot[] = [];
  for (const dossier of dossiers) {
    if (tried.some((each) => each.dossier === dossier.id)) continue;
    const compiled = compileShot(shot, dossier);
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

function sayFailover(
  compiled: CompiledShot,
  dossier: Dossier,
  dossiers: readonly Dossier[],
  tried: readonly Tried[],
): CompiledShot {
  const last = tried.at(-1);
  if (!last) return compiled;
  const name = dossiers.find(({ id }) => id === last.dossier)?.name ?? last.dossier;
  const sentence = `${name} did not deliver (${last.because}): ${dossier.name} takes over, with a prompt of its own.`;
  return { ...compiled, resolutions: [{ rule: "failover", sentence }, ...compiled.resolutions] };
}

/** Millionths of a dollar as a person reads them: cents, and less where that is all there is. */
export function dollars(micros: number): string {
  const amount = micros / 1_000_000;
  return `$${amount >= 0.1 || amount === 0 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}
