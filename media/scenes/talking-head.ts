import type { Canvas } from "../canvas/frame.ts";
import { laySprite } from "../canvas/frame.ts";
import { seededNumbers, smoothStep } from "../canvas/motion.ts";
import { mouthAtFrames } from "../mouth-shapes.ts";
import type { Shot } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import { paintBackdrop } from "./backdrop.ts";
import { cameraAt, planFramings, pushIn } from "./camera.ts";
import { bust, drawFace } from "./face.ts";
import { planGestures } from "./gestures.ts";
import { handSides, paintHands, placeHeld } from "./hands.ts";
import { layOutHeadline, paintHeadline } from "./headline.ts";
import { readProductPicture } from "./product-picture.ts";
import { paintRoom } from "./room/paint-room.ts";
import type { Desk, PlacedBox, SceneBuilder, ShotPlan } from "./scene.ts";

type TalkingHead = Extract<Shot, { type: "talking-head" }>;

/** The portrait is drawn this much larger than the middle framing shows it, so that the camera may come near without going soft. */
const reserve = 1.18;

/** When the camera stands where, and where face and words are. */
export function layOutTalkingHead({ shot, look, fps, frames, framing }: ShotPlan<TalkingHead>, desk: Desk) {
  const seconds = frames / fps;
  const headline = layOutHeadline(shot.onScreen, { speech: shot.speech, seconds, look }, desk);
  const words = shot.speech?.words ?? [];
  const framings = planFramings(words, { seconds, framing, wideUntil: headline.leaves });
  const { x, chin, unit } = desk.stage.face;
  const faces = framings.map(({ from, to, zoom, aside }): PlacedBox => {
    const perUnit = unit * zoom * (1 + pushIn);
    const [width, height] = [(bust.middle - bust.cheek) * 2 * perUnit, (bust.chin - bust.forehead) * perUnit];
    return { kind: "face", x: x + aside - width / 2, y: chin - height, width, height, from, to };
  });
  const gestures = planGestures(shot.speech, seconds, {
    framing,
    sides: handSides(desk.stage),
    holds: shot.prop?.title ?? null,
  });
  const held = gestures
    .filter(({ pose }) => pose === "hold")
    .flatMap(({ side, from, to }) =>
      framings
        .filter((each) => each.from < to && each.to > from)
        .map((each): PlacedBox => {
          const place = placeHeld(desk.stage, side);
          const at = {
            x: x + each.aside + (place.x - x) * each.zoom,
            y: chin + (place.y - chin) * each.zoom,
            width: place.width * each.zoom,
            height: place.height * each.zoom,
          };
          return { kind: "product", ...at, from: Math.max(from, each.from), to: Math.min(to, each.to) };
        }),
    );
  return { seconds, headline, framings, gestures, boxes: [...faces, ...held, ...headline.boxes] };
}

/** Somebody speaking to the camera: mouth by phoneme, blinks, nods with the words, breath, and a camera that comes nearer. */
export const buildTalkingHead: SceneBuilder<TalkingHead> = async (plan, painter) => {
  const { shot, look, fps, frames, framing } = plan;
  const { seconds, headline: placed, framings, gestures } = layOutTalkingHead(plan, painter);
  const { stage, scale: s } = painter;
  const { x: middle, chin, unit } = stage.face;
  const spot = { x: middle, y: chin - 90 * unit * 0.6, radius: unit * 112 };
  const room =
    shot.set &&
    paintRoom(
      shot.set,
      look,
      framings.map(({ zoom }) => zoom),
      painter,
    );
  const backdrop = room ? undefined : paintBackdrop(look, "wings", framing, painter, spot);
  const headline = paintHeadline(placed, painter);
  const mouths = mouthAtFrames(shot.speech, frames, fps, speechLead);
  const lowest = Math.min(...framings.map(({ zoom }) => zoom));
  const tall = Math.ceil(bust.chin + (stage.height - chin) / (unit * lowest) + 8);
  const face = drawFace(shot.portrait, unit * reserve * s, new Set(mouths), tall, painter.kept);
  const held =
    shot.prop && gestures.some(({ pose }) => pose === "hold") ? await readProductPicture(shot.prop.picture) : null;
  const hands = await paintHands(gestures, shot.portrait, held, room?.tableTop ?? stage.height, painter);
  const blinks = planBlinks(`${shot.portrait.seed}:${framing}`, seconds);
  const beats = (shot.speech?.words ?? []).filter(({ word }) => word.length > 3).map(({ start }) => start + speechLead);
  const stresses = beats.filter((_, index) => index % 4 === 0);
  const pliant = bendRows(face.sprite.height, unit * reserve * s);
  return {
    draw(canvas, time) {
      const frame = Math.min(frames - 1, Math.round(time * fps));
      const camera = cameraAt(framings, time);
      backdrop?.draw(canvas, time);
      room?.drawBehind(canvas, camera, time);
      face.wear(mouths[frame] ?? "rest", {
        eyes: blinks.some((at) => time >= at && time < at + 0.13) ? "closed" : "open",
        brows: time < 0.9 || stresses.some((at) => time >= at && time < at + 0.35) ? "raised" : "calm",
      });
      layFace(canvas, camera, time);
      hands.draw(canvas, camera, time);
      room?.drawBefore(canvas, camera);
      headline.draw(canvas, time);
    },
  };

  function layFace(canvas: Canvas, { zoom, aside }: { zoom: number; aside: number }, time: number): void {
    const perUnit = unit * zoom;
    const nod = 5 * Math.sin(time * 2.3) + beats.reduce((sum, at) => sum + 9 * bump((time - at) / 0.34), 0);
    const tilt = stresses.reduce((sum, at, index) => sum + (index % 2 ? -13 : 13) * bump((time - at) / 0.9), 0);
    const lean = 8 * Math.sin(time * 1.45 + framing) + 3 * Math.sin(time * 3.7) + tilt;
    const breath = 3.5 * Math.sin(time * 1.9);
    laySprite(canvas, face.sprite, {
      // The camera closes in on the chin, which therefore stays above the captions.
      x: (middle + aside - (bust.middle - bust.left) * perUnit) * s,
      y: (chin - bust.chin * perUnit) * s,
      scale: zoom / reserve,
      bend: (row) => {
        const { leans, nods, breathes } = pliant[Math.min(pliant.length - 1, Math.max(0, Math.round(row)))]!;
        return { dx: lean * s * leans, dy: (nod * nods - breath * breathes) * s };
      },
    });
  }
};

/** How much each row of a bust takes part in a lean, a nod and a breath: the head moves, the shoulders hardly do. */
function bendRows(height: number, grain: number) {
  return Array.from({ length: height }, (_, row) => {
    const at = row / grain;
    const nods = 1 - smoothStep(at, 172, 206);
    const breathes = smoothStep(at, 186, 226) * (1 - smoothStep(at, 240, 300));
    return { nods, breathes, leans: nods * (1.35 - at / 520) };
  });
}

/** A rise and fall over 0 to 1. */
function bump(share: number): number {
  return share > 0 && share < 1 ? Math.sin(Math.PI * share) ** 2 : 0;
}

/** People blink every two to four seconds. */
function planBlinks(seed: string, seconds: number): number[] {
  const next = seededNumbers(seed);
  const blinks: number[] = [];
  for (let at = 0.9 + next() * 1.4; at < seconds - 0.2; at += 2 + next() * 2) blinks.push(at);
  return blinks;
}
