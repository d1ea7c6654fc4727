import type { Canvas } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";
import type { Look, Shot } from "../storyboard.ts";

/** The design's size; a preview is drawn at half of it. */
export const stage = { width: 1080, height: 1920 };

/**
 * Where things go, so that no network's own buttons cover them. TikTok and Reels put controls over the top 130, the
 * bottom 380 and the right 140 pixels of 1920 × 1080 (their ad specifications); captions keep out of all three.
 */
export const safe = { left: 64, right: 940, top: 140, captionTop: 1226, captionBottom: 1412 };

/** What decides a shot's picture. `framing` counts the talking-head shots before it, so that the camera changes sides. */
export type ShotPlan<S extends Shot = Shot> = {
  shot: S;
  look: Look;
  label: string;
  fps: number;
  frames: number;
  framing: number;
};

/** A shot ready to play: lays everything but captions and label on the canvas, for a time in seconds from its start. */
export type Scene = { draw(canvas: Canvas, time: number): void };

export type SceneBuilder<S extends Shot> = (plan: ShotPlan<S>, painter: Painter) => Promise<Scene>;
