import type { Canvas } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Typesetter } from "../canvas/typesetter.ts";
import type { CaptionStyle } from "../caption-styles.ts";
import type { Box, Ratio, Stage } from "../stage.ts";
import type { Look, Shot } from "../storyboard.ts";
import type { Passage } from "./transition.ts";

/** What decides a shot's picture. `framing` counts the talking-head shots before it, so that the camera changes sides. */
export type ShotPlan<S extends Shot = Shot> = {
  shot: S;
  ratio: Ratio;
  captionStyle: CaptionStyle;
  look: Look;
  label: string;
  fps: number;
  frames: number;
  framing: number;
  /** How it comes in and goes out; what it has to do with its neighbours. */
  enter: Passage;
  leave: Passage;
};

/** What a layout is made with: type that can be measured, and the stage it stands on. A painter is one. */
export type Desk = Typesetter & { stage: Stage };

/**
 * Something that stands in the picture, in design pixels, and when: seconds from the shot's start. Words carry their text,
 * the size of their type, and the colours of letters and of what is right behind them.
 */
export type PlacedBox = Box & {
  kind: "face" | "product" | "caption" | "label" | "headline" | "text" | "price" | "button" | "link" | "logo";
  from: number;
  to: number;
  text?: string;
  size?: number;
  ink?: string;
  ground?: string;
};

/** A shot ready to play: lays everything but captions and label on the canvas, for a time in seconds from its start. */
export type Scene = { draw(canvas: Canvas, time: number): void };

export type SceneBuilder<S extends Shot> = (plan: ShotPlan<S>, painter: Painter) => Promise<Scene>;

/** Whole even pixels for what stands still: it is sharper there, and cheaper to lay. */
export function evenPixel(place: number): number {
  return Math.round(place / 2) * 2;
}

/** Whole even pixels once a thing has arrived. */
export function settle(place: number, arrived: number): number {
  return arrived === 1 ? evenPixel(place) : place;
}
