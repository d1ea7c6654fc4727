import { Resvg } from "@resvg/resvg-js";
import { type Canvas, laySprite } from "../canvas/frame.ts";
import { seededNumbers, smoothStep } from "../canvas/motion.ts";
import { pasteSprite, type Sprite, spriteFromRgba } from "../canvas/sprite.ts";
import { type MouthShape, mouthAtFrames } from "../mouth-shapes.ts";
import { type Expression, portraitSvg } from "../portrait.ts";
import type { Portrait, Shot } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { paintBackdrop } from "./backdrop.ts";
import { paintHeadline } from "./headline.ts";
import type { SceneBuilder } from "./scene.ts";

/** Pixels of the design to one unit of the portrait's 280, at rest: a head 600 pixels wide, chin above the captions. */
const unit = 4.7;
/** The portrait is drawn this much larger, so that the camera may come near without going soft. */
const reserve = 1.16;
/** Units of picture: a margin for wide hair, and a body that goes on below the portrait's own edge. */
const box = { left: -6, width: 292, height: 370 };
const mouthPatch = { x: 78, y: 138, width: 116, height: 50 };
const eyePatch = { x: 72, y: 82, width: 128, height: 50 };

/** Somebody speaking to the camera: mouth by phoneme, blinks, nods with the words, breath, and a camera that comes nearer. */
export const buildTalkingHead: SceneBuilder<Extract<Shot, { type: "talking-head" }>> = async (plan, painter) => {
  const { shot, look, fps, frames, framing } = plan;
  const backdrop = paintBackdrop(look, "wings", framing, painter);
  const headline = paintHeadline(shot.onScreen, look, painter);
  const seconds = frames / fps;
  const mouths = mouthAtFrames(shot.speech, frames, fps, speechLead);
  const face = drawFace(shot.portrait, unit * reserve * painter.scale, new Set(mouths));
  const blinks = planBlinks(`${shot.portrait.seed}:${framing}`, seconds);
  const cuts = planCuts(shot.speech?.words ?? [], seconds);
  const beats = (shot.speech?.words ?? []).filter(({ word }) => word.length > 3).map(({ start }) => start + speechLead);
  return {
    draw(canvas, time) {
      const frame = Math.min(frames - 1, Math.round(time * fps));
      backdrop.draw(canvas, time);
      face.wear(mouths[frame] ?? "rest", {
        eyes: blinks.some((at) => time >= at && time < at + 0.13) ? "closed" : "open",
        brows:
          time < 0.9 || beats.some((at, index) => index % 4 === 0 && time >= at && time < at + 0.35)
            ? "raised"
            : "calm",
      });
      layFace(canvas, time);
      headline.draw(canvas, time);
    },
  };

  function layFace(canvas: Canvas, time: number): void {
    const s = painter.scale;
    const cut = cuts.filter((at) => time >= at).length;
    const since = time - (cut > 0 ? cuts[cut - 1]! : 0);
    const near = (framing + cut) % 2;
    const zoom = (near ? 1.1 : 1) * (1 + 0.012 * Math.min(since, 4));
    const side = near ? ((framing + cut) % 4 < 2 ? 26 : -26) : 0;
    // The camera closes in on the chin, which therefore stays above the captions.
    const [chinX, chinY] = [540 + side, 1166];
    const [portraitX, portraitY] = [140 - box.left, 180];
    const perUnit = unit * zoom;
    const nod = 5 * Math.sin(time * 2.3) + beats.reduce((sum, at) => sum + 9 * bump((time - at) / 0.34), 0);
    const lean = 8 * Math.sin(time * 1.45 + framing) + 3 * Math.sin(time * 3.7);
    const breath = 3.5 * Math.sin(time * 1.9);
    const grain = unit * reserve * s;
    laySprite(canvas, face.sprite, {
      x: (chinX - portraitX * perUnit) * s,
      y: (chinY - portraitY * perUnit) * s,
      scale: zoom / reserve,
      bend: (row) => {
        const at = row / grain;
        const head = 1 - smoothStep(at, 172, 206);
        const body = smoothStep(at, 186, 226) * (1 - smoothStep(at, 240, 300));
        return { dx: lean * s * head * (1.35 - at / 520), dy: (nod * head - breath * body) * s };
      },
    });
  }
};

/** A rise and fall over 0 to 1. */
function bump(share: number): number {
  return share > 0 && share < 1 ? Math.sin(Math.PI * share) ** 2 : 0;
}

/** Draws the face once, and the mouths and eyes that the shot needs as patches; `wear` changes the one sprite in place. */
function drawFace(portrait: Portrait, grain: number, mouths: Set<MouthShape>) {
  const sprite = drawBust(portrait, grain);
  const patches = new Map<string, Sprite>();
  const patch = (area: typeof mouthPatch, expression: Expression, key: string) => {
    const place = onGrid(area, grain);
    let drawn = patches.get(key);
    if (!drawn) {
      drawn = drawPart(portraitSvg(portrait, { mouth: "rest", ...expression }), grain, place);
      patches.set(key, drawn);
    }
    pasteSprite(sprite, drawn, place.x, place.y);
  };
  for (const mouth of mouths) patch(mouthPatch, { mouth }, mouth);
  let worn = "";
  return {
    sprite,
    wear(mouth: MouthShape, { eyes, brows }: Required<Pick<Expression, "eyes" | "brows">>) {
      const wanted = `${mouth} ${eyes} ${brows}`;
      if (wanted === worn) return;
      worn = wanted;
      patch(mouthPatch, { mouth }, mouth);
      patch(eyePatch, { eyes, brows }, `${eyes} ${brows}`);
    },
  };
}

type Area = { x: number; y: number; width: number; height: number };

/** An area of the portrait in whole even pixels of the sprite, so that a patch fits without a seam. */
function onGrid({ x, y, width, height }: Area, grain: number): Area {
  const even = (units: number) => Math.round((units * grain) / 2) * 2;
  return { x: even(x - box.left), y: even(y), width: even(width), height: even(height) };
}

function drawPart(svg: string, grain: number, { x, y, width, height }: Area): Sprite {
  return spriteFromRgba(rasterise(svg, grain, { x, y, width, height }), width, height);
}

function rasterise(svg: string, grain: number, { x, y, width, height }: Area): Uint8Array {
  const view = `${x / grain + box.left} ${y / grain} ${width / grain} ${height / grain}`;
  const cropped = svg
    .replace('viewBox="0 0 280 280"', `width="${width}" height="${height}" viewBox="${view}"`)
    .replace(/<mask id="viewboxMask">.*?<\/mask>/s, "")
    .replace(' mask="url(#viewboxMask)"', "");
  return new Resvg(cropped, { logLevel: "off" }).render().pixels;
}

/**
 * Avataaars ends at 280 units with upright sides, so its last row, drawn on downwards, is a body: blazers, braces and
 * all. A shade towards the floor keeps captions legible on a white shirt.
 */
function drawBust(portrait: Portrait, grain: number): Sprite {
  const even = (units: number) => Math.round((units * grain) / 2) * 2;
  const [width, height, own] = [even(box.width), even(box.height), even(279)];
  const top = rasterise(portraitSvg(portrait, { mouth: "rest" }), grain, { x: 0, y: 0, width, height: own });
  const rgba = new Uint8Array(width * height * 4);
  rgba.set(top);
  const last = top.subarray((own - 1) * width * 4);
  for (let row = own; row < height; row++) rgba.set(last, row * width * 4);
  for (let row = even(196); row < height; row++) {
    const light = 1 - 0.42 * smoothStep(row / grain, 196, 330);
    for (let at = row * width * 4, end = at + width * 4; at < end; at += 4) {
      rgba[at] = rgba[at]! * light;
      rgba[at + 1] = rgba[at + 1]! * light;
      rgba[at + 2] = rgba[at + 2]! * light;
    }
  }
  return spriteFromRgba(rgba, width, height);
}

/** People blink every two to four seconds. */
function planBlinks(seed: string, seconds: number): number[] {
  const next = seededNumbers(seed);
  const blinks: number[] = [];
  for (let at = 0.9 + next() * 1.4; at < seconds - 0.2; at += 2 + next() * 2) blinks.push(at);
  return blinks;
}

/** A shot longer than 4 s changes framing at the word nearest to every third second: nothing sits still. */
function planCuts(words: { start: number }[], seconds: number): number[] {
  const cuts: number[] = [];
  for (let wanted = 3; wanted < seconds - 1.2; wanted = (cuts.at(-1) ?? wanted) + 3) {
    const starts = words
      .map(({ start }) => start + speechLead)
      .filter((start) => start > (cuts.at(-1) ?? 0) + 1.5 && start < seconds - 0.8);
    const nearest = starts.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
    if (nearest === undefined) break;
    cuts.push(nearest);
  }
  return cuts;
}
