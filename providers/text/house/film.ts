import { countWords, type DrawnShot, type Scene, type ScriptRequest } from "../contract.ts";
import { timeScenes } from "../timing.ts";
import type { Dice } from "./dice.ts";
import type { LengthPlan, Phrases } from "./phrases.ts";
import type { Part } from "./speech.ts";

/** A scene takes this long at least: a shorter one is a flicker, and is said together with its neighbour. In seconds. */
const shortest = 1.3;

/** Gives a speech its scenes: what belongs together is one shot, the shot never the same twice running where there is a choice. */
export function filmParts(
  parts: readonly Part[],
  request: ScriptRequest,
  plan: LengthPlan,
  phrases: Phrases,
  dice: Dice,
): Scene[] {
  let before: DrawnShot | undefined;
  const joined = join(parts, request.persona.wordsPerSecond, plan);
  const used = new Set<string>();
  const scenes = joined.map(({ preferred, name: _, phrase: __, ...part }) => {
    const possible = preferred.filter((shot) => shot !== "text-card" || part.onScreen !== null);
    const shot: DrawnShot = possible.find((candidate) => candidate !== before) ?? possible[0] ?? "talking-head";
    before = shot;
    const said = phrases.structure.directions[shot];
    const all = said[part.beat] ?? said.any ?? [];
    const direction = dice.pick(all.filter((each) => !used.has(each))) ?? dice.pick(all) ?? "To camera.";
    used.add(direction);
    return { ...part, shot, direction };
  });
  return timeScenes(scenes, request.persona.wordsPerSecond);
}

function join(parts: readonly Part[], rate: number, plan: LengthPlan): Part[] {
  const joined = parts.map((part) => ({ ...part }));
  const seconds = (part: Part) => countWords(part.line) / rate;
  const merge = (at: number) => {
    const [one, other] = [joined[at]!, joined[at + 1]!];
    const kept = one.facts.length > 0 && other.facts.length === 0 ? one : other;
    const line = `${one.line} ${other.line}`;
    joined.splice(at, 2, {
      ...kept,
      line,
      facts: [...one.facts, ...other.facts],
      onScreen: kept.onScreen ?? one.onScreen ?? other.onScreen,
    });
  };
  const [least, most] = plan.scenes;
  while (joined.length > least && joined.length > 2) {
    const middle = joined.slice(0, -1).map((part, at) => ({ at, size: seconds(part) + seconds(joined[at + 1]!) }));
    const flicker = middle.filter(
      ({ at }) =>
        at > 0 && at + 2 < joined.length && Math.min(seconds(joined[at]!), seconds(joined[at + 1]!)) < shortest,
    );
    const inside = middle.filter(({ at }) => at > 0 && at + 2 < joined.length);
    const candidates = joined.length > most ? (inside.length > 0 ? inside : middle.slice(1)) : flicker;
    const fits = candidates.filter(({ at }) => joined[at]!.line.length + joined[at + 1]!.line.length < 280);
    const next = fits.sort((a, b) => a.size - b.size)[0];
    if (!next) break;
    merge(next.at);
  }
  return joined;
}
