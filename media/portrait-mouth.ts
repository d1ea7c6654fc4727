import type { MouthShape } from "./mouth-shapes.ts";

/**
 * Our own mouths for Avataaars, drawn in its mouth group's coordinates (the lips meet near 54, 20) and in its manner:
 * a dark cavity, plain teeth, a flat tongue, no lips.
 */
export function drawMouth(shape: MouthShape): string {
  // A fifth larger than Avataaars draws its own: a phone shows it small, and it must be read.
  return `<g transform="translate(54 20) scale(1.2) translate(-54 -20)">${mouths[shape]}</g>`;
}

const dark = "#2b1418";
const tongue = "#e8546a";
const teeth = "#ffffff";

function cavity({ rx, top, bottom, upper = 0, tongueRise = 0 }: Cavity): string {
  const id = `m${rx}-${top}-${bottom}`;
  const outline = `M${54 - rx} ${top + 2.5}C${54 - rx} ${top - 0.5} ${54 - rx * 0.62} ${top} 54 ${top}S${54 + rx} ${top - 0.5} ${54 + rx} ${top + 2.5}C${54 + rx} ${bottom - 1} ${54 + rx * 0.62} ${bottom} 54 ${bottom}S${54 - rx} ${bottom - 1} ${54 - rx} ${top + 2.5}Z`;
  const upperTeeth = upper
    ? `<rect x="${54 - rx * 0.8}" y="${top - 2}" width="${rx * 1.6}" height="${upper + 2}" rx="2" fill="${teeth}"/>`
    : "";
  const flatTongue = tongueRise
    ? `<ellipse cx="54" cy="${bottom + 2.5}" rx="${rx * 0.72}" ry="${tongueRise + 2.5}" fill="${tongue}"/>`
    : "";
  return `<clipPath id="${id}"><path d="${outline}"/></clipPath><path d="${outline}" fill="${dark}"/><g clip-path="url(#${id})">${flatTongue}${upperTeeth}</g>`;
}
type Cavity = { rx: number; top: number; bottom: number; upper?: number; tongueRise?: number };

const line = (d: string, width = 3.2) =>
  `<path d="${d}" fill="none" stroke="${dark}" stroke-opacity=".82" stroke-width="${width}" stroke-linecap="round"/>`;

const mouths: Record<MouthShape, string> = {
  rest: line("M41 18.5C45.5 23 50 24.4 54 24.4S62.5 23 67 18.5"),
  closed: `${line("M43.5 20.5C48 21.8 51 22 54 22S60 21.8 64.5 20.5", 3.6)}${line("M49 28.2C51 29 57 29 59 28.2", 1.4)}`,
  bite: `${cavity({ rx: 11, top: 17, bottom: 24.5, upper: 4.6 })}`,
  open: cavity({ rx: 14, top: 13.5, bottom: 35, upper: 4.4, tongueRise: 7 }),
  mid: cavity({ rx: 13.5, top: 15, bottom: 30, upper: 4, tongueRise: 4.6 }),
  wide: cavity({ rx: 16, top: 16, bottom: 26.5, upper: 4.6, tongueRise: 2.4 }),
  round: cavity({ rx: 9.5, top: 14, bottom: 32.5, upper: 2.4, tongueRise: 5 }),
  pucker: cavity({ rx: 6.2, top: 17, bottom: 28 }),
  tongue: `${cavity({ rx: 12, top: 15.5, bottom: 28, upper: 3.4, tongueRise: 6.4 })}`,
  teeth: `${cavity({ rx: 11.5, top: 16.5, bottom: 24.5, upper: 8 })}<path d="M44.5 20.6h19" stroke="#cfc6c4" stroke-width="1"/>`,
};
