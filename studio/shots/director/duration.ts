import { type Dossier, listDurations, longestOf, roundSeconds } from "#providers/video/dossier.ts";
import type { DirectedShot, Resolution } from "../directed-shot.ts";

/** A clip's place in the shot, in seconds: `asks` of the model, `from` and `to` of the shot. */
export type Part = { asks: number; from: number; to: number };

/**
 * Cuts a shot into clips that a model can make. The rule: as few clips as its longest allows; of each, the shortest on
 * offer that leaves no more than the rest can hold; what is too much is cut off at the end of the last.
 */
export function planParts(dossier: Dossier, seconds: number): Part[] {
  const offered = listDurations(dossier);
  const longest = longestOf(dossier);
  const count = Math.max(1, Math.ceil(seconds / longest - 1e-9));
  const parts: Part[] = [];
  let from = 0;
  for (let left = count; left > 0; left--) {
    const rest = seconds - from;
    const asks = offered.find((each) => rest - each <= (left - 1) * longest + 1e-9) ?? longest;
    const to = left === 1 ? seconds : Math.min(seconds, roundSeconds(from + asks));
    parts.push({ asks, from: roundSeconds(from), to: roundSeconds(to) });
    from = to;
  }
  return parts;
}

/**
 * Cuts a recording into stretches that a model takes, each at the last pause that still fits; where nobody pauses, at the
 * longest. A stretch that is shorter than the model takes is lengthened with silence, which `asks` has in it.
 */
export function planStretches(dossier: Dossier, recording: DirectedShot["recording"], seconds: number): Part[] {
  const { from: shortest } = dossier.durations as Extract<Dossier["durations"], { kind: "recording" }>;
  const longest = longestOf(dossier);
  const pauses = (recording?.words ?? []).slice(1).map((word, index) => {
    const before = recording!.words[index]!;
    return roundSeconds((before.end + word.start) / 2);
  });
  const parts: Part[] = [];
  let from = 0;
  while (seconds - from > longest + 1e-9) {
    const to = pauses.filter((pause) => pause > from + shortest && pause <= from + longest).at(-1) ?? from + longest;
    parts.push({ asks: roundSeconds(Math.max(shortest, to - from)), from, to: roundSeconds(to) });
    from = roundSeconds(to);
  }
  parts.push({ asks: roundSeconds(Math.max(shortest, seconds - from)), from, to: seconds });
  return parts;
}

/** Says what was done about a duration that a model has not; null when it has it. */
export function sayParts(dossier: Dossier, seconds: number, parts: Part[], chained: boolean): Resolution | null {
  const asked = roundSeconds(parts.reduce((sum, { asks }) => sum + asks, 0));
  const surplus = roundSeconds(asked - seconds);
  const [first] = parts;
  if (parts.length === 1 && surplus < 0.005) return null;
  const driven = dossier.durations.kind === "recording";
  const cutTo = surplus < 0.005 ? "" : ` and cut to ${say(seconds)} s`;
  if (parts.length === 1) {
    const filled = driven ? ", with silence at the end," : "";
    return rule(`${dossier.name} makes ${sayOffer(dossier)}: ${say(first!.asks)} s are asked for${filled}${cutTo}.`);
  }
  const list = parts.map(({ asks }) => say(asks));
  const joined = `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
  const how = driven
    ? "cut where the voice pauses"
    : chained
      ? "each beginning where the one before ends"
      : "with a cut between them";
  const what = `${say(seconds)} s are filmed in ${parts.length} clips of ${joined} s${cutTo}, ${how}.`;
  return rule(`${dossier.name} makes ${sayOffer(dossier)}: ${what}`);
}

function sayOffer({ durations }: Dossier): string {
  if (durations.kind === "list") {
    const list = [...durations.seconds].sort((a, b) => a - b).map(say);
    return list.length === 1 ? `${list[0]} s` : `${list.slice(0, -1).join(", ")} or ${list.at(-1)} s`;
  }
  return `${say(durations.from)} to ${say(durations.to)} s`;
}

/** Seconds without needless noughts, to the hundredth. */
export function say(seconds: number): string {
  return String(Math.round(seconds * 100) / 100);
}

const rule = (sentence: string): Resolution => ({ rule: "duration", sentence });
