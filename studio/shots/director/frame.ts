import type { Dossier } from "#providers/video/dossier.ts";
import type { DirectedShot, Resolution } from "../directed-shot.ts";
import type { Part } from "./duration.ts";
import { say } from "./duration.ts";

export type Frame = { ratio: string; cropTo: DirectedShot["ratio"] | null; resolution: Resolution | null };

/**
 * The shape to ask for. The rule: the one wanted; else the shape of the first picture, where the model follows it, cut
 * beforehand; else the shape on offer that loses least when the middle is cut out of it, of two the taller.
 */
export function chooseRatio({ ratios, name }: Dossier, wanted: DirectedShot["ratio"], hasFrame: boolean): Frame {
  if (ratios.offered.includes(wanted)) return { ratio: wanted, cropTo: null, resolution: null };
  if (ratios.followPicture && hasFrame) {
    const sentence = `${name} takes its shape from the first picture: it is cut to ${wanted} before it is sent.`;
    return { ratio: wanted, cropTo: null, resolution: { rule: "ratio", sentence } };
  }
  const best = [...ratios.offered].sort((a, b) => keptOf(b, wanted) - keptOf(a, wanted) || shapeOf(a) - shapeOf(b))[0]!;
  const kept = Math.round(keptOf(best, wanted) * 100);
  const sentence = `${name} has no ${wanted}: it films ${best}, and the middle ${kept} % of it are kept.`;
  return { ratio: best, cropTo: wanted, resolution: { rule: "ratio", sentence } };
}

/**
 * How fine a picture to ask for. The rule: for a draft the coarsest from 480p up; for a final the finest up to 1080p; of
 * those offered for every clip's duration.
 */
export function chooseResolution(
  { resolutions, name }: Dossier,
  tier: DirectedShot["tier"],
  parts: Part[],
): { name: string; value: string | number | boolean; resolution: Resolution | null } | null {
  const open = resolutions
    .filter(({ onlySeconds }) => !onlySeconds || parts.every(({ asks }) => onlySeconds.includes(asks)))
    .sort((a, b) => heightOf(a.name) - heightOf(b.name));
  const fit = open.filter(({ name: each }) => heightOf(each) >= 480 && heightOf(each) <= 1080);
  const chosen = (tier === "draft" ? fit[0] : fit.at(-1)) ?? open[0];
  if (!chosen) return null;
  const finest = Math.min(1080, Math.max(...resolutions.map((each) => heightOf(each.name))));
  const missed = tier === "final" && heightOf(chosen.name) < finest;
  const durations = [...new Set(parts.map(({ asks }) => say(asks)))].join(" and ");
  const sentence = `${name} has ${finest}p, but not for ${durations} s: ${chosen.name} is asked for.`;
  return {
    ...{ name: chosen.name, value: chosen.value ?? chosen.name },
    resolution: missed ? { rule: "resolution", sentence } : null,
  };
}

const heightOf = (name: string) => Number.parseInt(name, 10);

function shapeOf(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(":").map(Number);
  return width / height;
}

/** The share of a picture that is left when another shape is cut out of its middle. */
function keptOf(from: string, to: string): number {
  const share = shapeOf(from) / shapeOf(to);
  return Math.min(share, 1 / share);
}
