import { mixColours } from "../canvas/colour.ts";
import { type Canvas, coverCanvas, laySprite } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Stage } from "../stage.ts";
import type { Look } from "../storyboard.ts";

/** The theatre behind cards and products, in the brand's colours: `wings` is dark curtains with a spotlight, `paper` is a light stage. */
export type BackdropMood = "wings" | "paper";
/** The point that the light falls on, in design pixels. */
export type Spot = { x: number; y: number; radius: number };

/** Colours of a mood that text has to read on. */
export function groundOf(palette: Look["palette"], mood: BackdropMood): string {
  return mood === "wings" ? mixColours(palette.primary, "#17121c", 0.52) : palette.background;
}

/** Draws the backdrop once; `draw` covers the canvas with it and lets two soft lights drift. */
export function paintBackdrop(
  { palette }: Look,
  mood: BackdropMood,
  variant: number,
  painter: Painter,
  spot: Spot = spotOf(painter.stage),
) {
  const { width, height } = painter.stage;
  const dark = mood === "wings";
  const svg = dark ? wings(palette, variant, painter.stage, spot) : paper(palette, variant, painter.stage);
  const still = painter.paint(svg, width, height);
  const light = painter.paint(glow(dark ? palette.accent : palette.primary, dark ? 0.4 : 0.13), 420, 420);
  const spark = painter.paint(glow(dark ? palette.background : palette.accent, dark ? 0.22 : 0.16), 260, 260);
  const turn = variant % 2 ? -1 : 1;
  const [left, right] = [-40, width - 390];
  return {
    ground: groundOf(palette, mood),
    draw(canvas: Canvas, time: number) {
      coverCanvas(canvas, still);
      const s = painter.scale;
      laySprite(canvas, light, {
        x: (turn > 0 ? right : left) * s + turn * 26 * s * Math.sin(time / 1.7),
        y: (height * 0.31 - time * 16) * s,
      });
      laySprite(canvas, spark, {
        x: (turn > 0 ? left + 50 : right + 110) * s + turn * 18 * s * Math.cos(time / 1.3),
        y: (height * 0.22 + time * 13) * s,
      });
    },
  };
}

function spotOf({ width, height }: Stage): Spot {
  return { x: width / 2, y: height * 0.463, radius: Math.min(width, height) * 0.463 };
}

function glow(colour: string, strength: number): string {
  return `<defs><radialGradient id="g"><stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>`;
}

function wings(palette: Look["palette"], variant: number, { width, height }: Stage, { x, y, radius }: Spot): string {
  const deep = groundOf(palette, "wings");
  const warm = mixColours(palette.primary, "#ffffff", 0.08);
  const folds = Array.from({ length: Math.ceil(width / 90) }, (_, fold) => {
    const inner = Math.min(1, Math.abs(fold * 90 + 45 - x) / 540);
    return `<rect x="${fold * 90}" width="90" height="${height}" fill="url(#fold)" opacity="${(0.25 + 0.75 * inner).toFixed(2)}"/>`;
  }).join("");
  const centre = x + (variant % 2 ? -70 : 70);
  return `<defs>
    <linearGradient id="base" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(deep, "#000000", 0.25)}"/><stop offset=".55" stop-color="${deep}"/><stop offset="1" stop-color="${mixColours(deep, "#000000", 0.3)}"/></linearGradient>
    <linearGradient id="fold"><stop offset="0" stop-color="#000" stop-opacity=".34"/><stop offset=".45" stop-color="${warm}" stop-opacity=".30"/><stop offset="1" stop-color="#000" stop-opacity=".05"/></linearGradient>
    <radialGradient id="spot" cx=".5" cy=".5" r=".5"><stop offset="0" stop-color="${mixColours(palette.primary, palette.background, 0.72)}"/><stop offset=".72" stop-color="${mixColours(palette.primary, palette.background, 0.42)}"/><stop offset=".96" stop-color="${mixColours(palette.primary, palette.background, 0.26)}"/><stop offset="1" stop-color="${palette.primary}" stop-opacity="0"/></radialGradient>
    <linearGradient id="beam" x2="0" y2="1"><stop offset="0" stop-color="${palette.background}" stop-opacity=".34"/><stop offset="1" stop-color="${palette.background}" stop-opacity="0"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#base)"/>${folds}
    <path d="M${centre - 110} 0H${centre + 110}L${centre + 560} ${y + 410}H${centre - 560}Z" fill="url(#beam)"/>
    <circle cx="${x}" cy="${y}" r="${radius}" fill="url(#spot)"/>
    <circle cx="${x}" cy="${y}" r="${radius * 1.09}" fill="none" stroke="${mixColours(palette.accent, palette.background, 0.55)}" stroke-width="5" stroke-dasharray="2 26" stroke-linecap="round" opacity=".75"/>`;
}

function paper(palette: Look["palette"], variant: number, { width: w, height: h, product }: Stage): string {
  // What is shown stands on the first wave.
  const floor = product.y + product.height;
  const soft = mixColours(palette.background, palette.primary, 0.14);
  const flip = variant % 2 ? `transform="translate(${w} 0) scale(-1 1)"` : "";
  const radius = Math.min(w, h) * 0.4;
  const curve = (top: number, fill: string) =>
    `<path d="M0 ${top}C${w * 0.22} ${top - h * 0.06} ${w * 0.4} ${top + h * 0.06} ${w * 0.65} ${top + h * 0.026}S${w * 0.93} ${top - h * 0.05} ${w} ${top - h * 0.04}V${h}H0Z" fill="${fill}"/>`;
  return `<defs><linearGradient id="base" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(palette.background, "#ffffff", 0.45)}"/><stop offset="1" stop-color="${mixColours(palette.background, palette.primary, 0.1)}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#base)"/><g ${flip}>
    <circle cx="${w * 0.86}" cy="${h * 0.17}" r="${radius}" fill="${soft}"/>
    <circle cx="${w * 0.86}" cy="${h * 0.17}" r="${radius * 1.16}" fill="none" stroke="${palette.accent}" stroke-width="4" stroke-dasharray="2 24" stroke-linecap="round" opacity=".55"/>
    ${curve(floor - h * 0.02, mixColours(palette.background, palette.primary, 0.2))}${curve(floor + h * 0.1, palette.primary)}</g>`;
}
