import { mixColours } from "../canvas/colour.ts";
import { type Canvas, coverCanvas, laySprite } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Look } from "../storyboard.ts";
import { stage } from "./scene.ts";

/** The theatre behind every shot, in the brand's colours: `wings` is dark curtains with a spotlight, `paper` is a light stage. */
export type BackdropMood = "wings" | "paper";

/** Colours of a mood that text has to read on. */
export function groundOf(palette: Look["palette"], mood: BackdropMood): string {
  return mood === "wings" ? mixColours(palette.primary, "#17121c", 0.52) : palette.background;
}

/** Draws the backdrop once; `draw` covers the canvas with it and lets two soft lights drift. */
export function paintBackdrop({ palette }: Look, mood: BackdropMood, variant: number, painter: Painter) {
  const { width, height } = stage;
  const still = painter.paint(mood === "wings" ? wings(palette, variant) : paper(palette, variant), width, height);
  const light = painter.paint(
    glow(mood === "wings" ? palette.accent : palette.primary, mood === "wings" ? 0.4 : 0.13),
    420,
    420,
  );
  const spark = painter.paint(
    glow(mood === "wings" ? palette.background : palette.accent, mood === "wings" ? 0.22 : 0.16),
    260,
    260,
  );
  const turn = variant % 2 ? -1 : 1;
  return {
    ground: groundOf(palette, mood),
    draw(canvas: Canvas, time: number) {
      coverCanvas(canvas, still);
      const s = painter.scale;
      laySprite(canvas, light, {
        x: (turn > 0 ? 690 : -40) * s + turn * 26 * s * Math.sin(time / 1.7),
        y: (600 - time * 16) * s,
      });
      laySprite(canvas, spark, {
        x: (turn > 0 ? 10 : 800) * s + turn * 18 * s * Math.cos(time / 1.3),
        y: (420 + time * 13) * s,
      });
    },
  };
}

function glow(colour: string, strength: number): string {
  return `<defs><radialGradient id="g"><stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs><rect width="100%" height="100%" fill="url(#g)"/>`;
}

function wings(palette: Look["palette"], variant: number): string {
  const deep = groundOf(palette, "wings");
  const warm = mixColours(palette.primary, "#ffffff", 0.08);
  const folds = Array.from({ length: 12 }, (_, fold) => {
    const x = fold * 90;
    const inner = Math.abs(x + 45 - 540) / 540;
    return `<rect x="${x}" width="90" height="1920" fill="url(#fold)" opacity="${(0.25 + 0.75 * inner).toFixed(2)}"/>`;
  }).join("");
  const centre = variant % 2 ? 470 : 610;
  return `<defs>
    <linearGradient id="base" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(deep, "#000000", 0.25)}"/><stop offset=".55" stop-color="${deep}"/><stop offset="1" stop-color="${mixColours(deep, "#000000", 0.3)}"/></linearGradient>
    <linearGradient id="fold"><stop offset="0" stop-color="#000" stop-opacity=".34"/><stop offset=".45" stop-color="${warm}" stop-opacity=".30"/><stop offset="1" stop-color="#000" stop-opacity=".05"/></linearGradient>
    <radialGradient id="spot" cx=".5" cy=".5" r=".5"><stop offset="0" stop-color="${mixColours(palette.primary, palette.background, 0.72)}"/><stop offset=".72" stop-color="${mixColours(palette.primary, palette.background, 0.42)}"/><stop offset=".96" stop-color="${mixColours(palette.primary, palette.background, 0.26)}"/><stop offset="1" stop-color="${palette.primary}" stop-opacity="0"/></radialGradient>
    <linearGradient id="beam" x2="0" y2="1"><stop offset="0" stop-color="${palette.background}" stop-opacity=".34"/><stop offset="1" stop-color="${palette.background}" stop-opacity="0"/></linearGradient></defs>
    <rect width="1080" height="1920" fill="url(#base)"/>${folds}
    <path d="M${centre - 110} 0H${centre + 110}L${centre + 560} 1300H${centre - 560}Z" fill="url(#beam)"/>
    <circle cx="540" cy="890" r="500" fill="url(#spot)"/>
    <circle cx="540" cy="890" r="546" fill="none" stroke="${mixColours(palette.accent, palette.background, 0.55)}" stroke-width="5" stroke-dasharray="2 26" stroke-linecap="round" opacity=".75"/>`;
}

function paper(palette: Look["palette"], variant: number): string {
  const soft = mixColours(palette.background, palette.primary, 0.14);
  const flip = variant % 2 ? `transform="translate(1080 0) scale(-1 1)"` : "";
  return `<defs><linearGradient id="base" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(palette.background, "#ffffff", 0.45)}"/><stop offset="1" stop-color="${mixColours(palette.background, palette.primary, 0.1)}"/></linearGradient></defs>
    <rect width="1080" height="1920" fill="url(#base)"/><g ${flip}>
    <circle cx="930" cy="330" r="430" fill="${soft}"/>
    <circle cx="930" cy="330" r="500" fill="none" stroke="${palette.accent}" stroke-width="4" stroke-dasharray="2 24" stroke-linecap="round" opacity=".55"/>
    <path d="M0 1350C240 1230 420 1470 700 1400S1000 1230 1080 1270V1920H0Z" fill="${mixColours(palette.background, palette.primary, 0.2)}"/>
    <path d="M0 1500C260 1400 460 1600 740 1530S1010 1400 1080 1430V1920H0Z" fill="${palette.primary}"/></g>`;
}
