import { type Canvas, createCanvas } from "../../canvas/frame.ts";
import { createPainter, type Painter } from "../../canvas/painter.ts";
import { captionsOf, captionZone, wordsOf } from "../../captions-in-picture.ts";
import { layOutBRoll } from "../../scenes/b-roll.ts";
import { paintCaptions } from "../../scenes/captions.ts";
import { layOutFootage } from "../../scenes/footage.ts";
import { paintHeadline } from "../../scenes/headline.ts";
import type { ShotPlan } from "../../scenes/scene.ts";
import { planBoard } from "../../shot-plan.ts";
import { type Box, stageOf } from "../../stage.ts";
import type { Storyboard } from "../../storyboard.ts";
import { luminanceAt } from "./contrast.ts";
import type { Look } from "./watch.ts";

/** The share of a letter's edge that may be as light as the letter itself: words stay readable by the rest of it. */
const edgeSpared = 0.2;
/** Coverage of a pixel from which it is the letter's own, and below which it is none of it; of 255. */
const [letterFrom, groundBelow] = [200, 40];

/** A shot's words without anything else, as they stand at a time in seconds from the shot's start. */
type Words = { draw(canvas: Canvas, time: number): void };

/**
 * Tells the contrast of words that stand over a picture or a clip, where light against dark says nothing: the picture has
 * both. The letters are drawn once more, alone, and held against what lies right beside them in the frame: their outline or
 * plate where they have one, the picture where they have not. Answers undefined in shots that are drawn on a ground of their
 * own, and where no letter is.
 */
export function createLetters(board: Storyboard) {
  const shots = planBoard(board);
  const painted = new Map<number, Words | undefined>();
  let canvas: Canvas | undefined;
  return {
    contrast(look: Look, scene: number, box: Box): number | undefined {
      const shot = shots[scene];
      if (!shot || (shot.plan.shot.type !== "b-roll" && shot.plan.shot.type !== "footage")) return undefined;
      const scale = look.width / stageOf(board.ratio).width;
      if (!painted.has(scene)) painted.set(scene, paintWords(shot.plan, scale));
      canvas ??= createCanvas(look.width, look.height);
      canvas.y.fill(16);
      painted.get(scene)?.draw(canvas, look.at - shot.placed.startsAt);
      return edgeContrast(look, canvas, box, Math.max(1, Math.round(4 * scale)));
    },
  };
}

function paintWords(plan: ShotPlan, scale: number): Words | undefined {
  const { shot, ...rest } = plan;
  if (shot.type !== "b-roll" && shot.type !== "footage") return undefined;
  const painter = lettersOnly(createPainter(plan.look, scale, plan.ratio, wordsOf(shot)));
  const laid =
    shot.type === "b-roll" ? layOutBRoll({ ...rest, shot }, painter) : layOutFootage({ ...rest, shot }, painter);
  const headline = paintHeadline(laid.headline, painter);
  const zone = captionZone(shot, painter.stage);
  const captions = paintCaptions(captionsOf(shot), plan.captionStyle, zone, plan.look, painter);
  return {
    draw(canvas, time) {
      headline.draw(canvas, time);
      captions.draw(canvas, time);
    },
  };
}

/** Draws type in white without outlines, and leaves everything else out. */
function lettersOnly(painter: Painter): Painter {
  return {
    ...painter,
    paint(body, width, height) {
      const words = body.match(/<text\b[\s\S]*?<\/text>/g) ?? [];
      const plain = words.map((word) =>
        word.replace(/ (fill|stroke)="[^"]*"/g, "").replace("<text", '<text fill="#fff"'),
      );
      return painter.paint(plain.join(""), width, height);
    },
  };
}

/**
 * The contrast that all but a few pixels at `distance` from the letters reach against them. Letters are taken by patches of
 * about one letter: the word that is being said may have another colour than the rest, and a plate of its own.
 */
function edgeContrast({ width, rgb }: Look, letters: Canvas, box: Box, distance: number): number | undefined {
  const [right, bottom, patch] = [box.x + box.width, box.y + box.height, distance * 8];
  const ink = new Map<string, number[]>();
  const edge = new Map<string, number[]>();
  const put = (into: Map<string, number[]>, x: number, y: number) => {
    const place = `${Math.floor((x - box.x) / patch)} ${Math.floor((y - box.y) / patch)}`;
    const there = into.get(place) ?? [];
    into.set(place, there);
    there.push(luminanceAt(rgb, (y * width + x) * 3));
  };
  /** How much of a letter there is at most within so many pixels. */
  const near = (x: number, y: number, reach: number) => {
    let most = 0;
    for (let row = Math.max(0, y - reach); row <= Math.min(letters.height - 1, y + reach); row++) {
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
        most = Math.max(most, letters.y[row * width + column]! - 16);
      }
    }
    return most;
  };
  for (let y = box.y; y < bottom; y++) {
    for (let x = box.x; x < right; x++) {
      if (letters.y[y * width + x]! - 16 >= letterFrom) put(ink, x, y);
      else if (near(x, y, distance - 1) < groundBelow && near(x, y, distance) >= letterFrom) put(edge, x, y);
    }
  }
  if (countIn(ink) < 20 || countIn(edge) < 20) return undefined;
  const all = medianOf([...ink.values()].flat());
  const ratios = [...edge].flatMap(([place, others]) => {
    const its = ink.get(place) ?? [];
    const own = its.length >= 4 ? medianOf(its) : all;
    return others.map((other) => (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05));
  });
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length * edgeSpared)];
}

const countIn = (patches: Map<string, number[]>) => [...patches.values()].reduce((sum, each) => sum + each.length, 0);

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
