import { type Canvas, coverWindow, createCanvas, laySprite } from "../../canvas/frame.ts";
import { seededNumbers } from "../../canvas/motion.ts";
import type { Painter } from "../../canvas/painter.ts";
import type { Backdrop } from "../../canvas/sprite.ts";
import type { Look, RoomSet } from "../../storyboard.ts";
import { chooseColours, type RoomColours } from "./colours.ts";
import { type Item, items } from "./items.ts";
import { drawWindow } from "./openings.ts";
import { type Place, places } from "./places.ts";
import { drawTable } from "./table.ts";
import { drawWall } from "./walls.ts";

/** What the camera shows beyond the stage's edges, so that it may pan. */
const margin = 70;
/** How much of the camera's movement a layer takes part in: far away little, in front more. */
const depths = { far: 0.4, mid: 0.72, near: 1.16 };
/** The far layer is drawn this much smaller and then enlarged: it is out of focus anyway. */
const shrink = 3;
/** How soft it is, in design pixels. */
const blur = 3;
/** As much smaller the table is drawn, which stands before the focus. */
const soften = 2;

export type PaintedRoom = {
  /** The table's edge when the camera stands in the middle, in design pixels. */
  tableTop: number;
  drawBehind(canvas: Canvas, camera: { zoom: number; aside: number }, time: number): void;
  drawBefore(canvas: Canvas, camera: { zoom: number; aside: number }): void;
};

/**
 * A persona's room in three depths, drawn once: wall, window and what hangs there out of focus; furniture at the sides; the
 * table in front. `zooms` are the framings that the far layer is prepared for.
 */
export function paintRoom(set: RoomSet, { palette }: Look, zooms: number[], painter: Painter): PaintedRoom {
  const { stage, scale: s } = painter;
  const place = places[set.room];
  const next = seededNumbers(`${set.room}:${set.seed}`);
  const c = chooseColours(palette, next);
  const { x: middle, chin } = stage.face;
  const fars = new Map<number, Backdrop>();
  const svg = drawFar(place, c, next);
  for (const zoom of new Set(zooms.map((each) => farZoom(each)))) fars.set(zoom, paintSoft(svg, zoom));
  const sides = placeSides(place, next);
  const mids = sides.map(({ item, x, y }) => ({
    x: x - item.width / 2,
    y: item.hangs ? y : y - item.height,
    width: item.width,
    height: item.height,
    sprite: painter.paint(
      `<g transform="translate(${item.width / 2} ${item.hangs ? 0 : item.height})">${item.draw(c)}</g>`,
      item.width,
      item.height,
    ),
  }));
  const tableTop = Math.round(chin + 0.62 * (stage.height - chin));
  const tableRise = 270;
  // Wide enough for the camera's farthest framing.
  const spare = stage.width * 0.15;
  const table = { width: stage.width + spare * 2, height: (stage.height - tableTop) * 1.5 + tableRise + margin };
  const front = painter.paint(
    `<g transform="scale(${1 / soften})" filter="url(#b)">${drawTable(place, table.width, table.height, tableRise, c)}</g><defs><filter id="b" x="0" y="0" width="1" height="1"><feGaussianBlur stdDeviation="2.2"/></filter></defs>`,
    table.width / soften,
    table.height / soften,
  );

  /** Where a point at a depth comes to lie: the camera turns about the chin. */
  const project = (x: number, y: number, depth: number, zoom: number, aside: number) => {
    const near = 1 + (zoom - 1) * depth;
    return { x: middle + (x - middle) * near + aside * depth, y: chin + (y - chin) * near, near };
  };
  return {
    tableTop,
    drawBehind(canvas, { zoom, aside }, time) {
      const wanted = farZoom(zoom);
      const key = [...fars.keys()].reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
      const far = fars.get(key)!;
      const sway = 14 * Math.sin(time * 0.45 + 0.4);
      coverWindow(
        canvas,
        far,
        Math.round(((middle + margin) * key - middle - aside * depths.far + sway * depths.far) * s),
        Math.round(((chin + margin) * key - chin) * s),
      );
      for (const { x, y, sprite } of mids) {
        const at = project(x, y, depths.mid, zoom, aside - sway);
        laySprite(canvas, sprite, { x: at.x * s, y: at.y * s, scale: at.near });
      }
    },
    drawBefore(canvas, { zoom, aside }) {
      const at = project(-spare, tableTop - tableRise, depths.near, zoom, aside);
      laySprite(canvas, front, { x: at.x * s, y: at.y * s, scale: at.near * soften });
    },
  };

  function farZoom(zoom: number): number {
    return Math.max(1, Math.round((1.06 + (zoom - 1) * depths.far) * 50) / 50);
  }

  /** Drawn small, blurred, and enlarged once for a framing. */
  function paintSoft(body: string, zoom: number): Backdrop {
    const [w, h] = [stage.width + margin * 2, stage.height + margin * 2];
    const even = (size: number) => Math.ceil(size / 2) * 2;
    return painter.kept.keep(`${zoom} ${s} ${body}`, () => {
      const small = painter.paint(
        `<g transform="scale(${1 / shrink})" filter="url(#soft)">${body}</g><defs><filter id="soft" x="0" y="0" width="1" height="1"><feGaussianBlur stdDeviation="${blur}"/></filter></defs>`,
        w / shrink,
        h / shrink,
      );
      const large = createCanvas(even(w * s * zoom), even(h * s * zoom));
      // Enlarging leaves out half a pixel at the edges of the small drawing, so it is laid a bit larger than the canvas.
      const scale = (shrink * zoom * (small.width + 4)) / small.width;
      laySprite(large, small, {
        x: (large.width - small.width * scale) / 2,
        y: (large.height - small.height * scale) / 2,
        scale,
      });
      return large;
    });
  }

  function drawFar(where: Place, colours: RoomColours, random: () => number): string {
    const [w, h] = [stage.width + margin * 2, stage.height + margin * 2];
    const fromLeft = random() < 0.5;
    const view = where.views[Math.floor(random() * where.views.length)]!;
    const floor = Math.min(chin + margin + 420, h);
    const parts = [drawWall(where.wall, { w, h, floor, fromLeft, view }, colours)];
    const at = (x: number, y: number, body: string) =>
      `<g transform="translate(${x + margin} ${y + margin})">${body}</g>`;
    const wideStage = stage.width > stage.height;
    const [lit, other] = fromLeft ? [0, 1] : [1, 0];
    const ends = wideStage ? [middle - 430, stage.width - 330] : [90, stage.width - 90];
    const eye = chin - stage.face.unit * 170;
    if (where.window) {
      const [ww, wh] = wideStage ? [430, 520] : [420, Math.max(430, Math.min(760, chin - 260))];
      parts.push(at(ends[lit]! - ww / 2, eye + 20, drawWindow(ww, wh, view, colours)));
    }
    const hung = where.hung;
    const first = hung.length > 0 ? Math.floor(random() * hung.length) : 0;
    for (const [n, x] of (wideStage ? [ends[other]!, stage.width - 700] : [ends[other]!]).entries()) {
      const name = hung[(first + n) % Math.max(1, hung.length)];
      if (!name || (!where.window && n > 0)) continue;
      const item: Item = items[name];
      parts.push(at(x, item.hangs ? eye + 30 : eye + 30 + item.height, item.draw(colours)));
    }
    if (!where.window && hung.length > 1) {
      const item: Item = items[hung[(first + 1) % hung.length]!];
      parts.push(at(ends[lit]!, item.hangs ? eye + 30 : eye + 30 + item.height, item.draw(colours)));
    }
    if (where.along) {
      const item: Item = items[where.along];
      const foot = Math.min(floor - margin, stage.height + 60);
      parts.push(at(wideStage ? stage.width / 2 : middle, foot, item.draw(colours)));
      if (wideStage && item.width < 1000) parts.push(at(stage.width / 2 + 700, foot, item.draw(colours)));
    }
    const glow = fromLeft ? 0 : w;
    parts.push(
      `<defs><radialGradient id="sun" gradientUnits="userSpaceOnUse" cx="${glow}" cy="${h * 0.25}" r="${Math.max(w, h) * 0.8}"><stop offset="0" stop-color="${colours.light}" stop-opacity=".34"/><stop offset="1" stop-color="${colours.light}" stop-opacity="0"/></radialGradient><linearGradient id="down" x2="0" y2="1"><stop offset="0" stop-color="#140d16" stop-opacity=".2"/><stop offset=".25" stop-color="#140d16" stop-opacity="0"/><stop offset=".6" stop-color="#140d16" stop-opacity=".04"/><stop offset="1" stop-color="#140d16" stop-opacity=".42"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#sun)"/><rect width="${w}" height="${h}" fill="url(#down)"/>`,
    );
    return parts.join("");
  }

  /** Furniture at the two sides of whoever speaks, standing behind the table's edge, and what hangs from above. */
  function placeSides(where: Place, random: () => number) {
    const wideStage = stage.width > stage.height;
    const ground = Math.min(chin + 0.75 * (stage.height - chin), chin + 480);
    const turn = random() < 0.5;
    const [a, b] = turn ? [...where.standing].reverse() : where.standing;
    const xs = wideStage ? [middle - 470, stage.width - 40] : [40, stage.width - 40];
    const placed = [a, b].flatMap((name, side) =>
      name ? [{ item: items[name] as Item, x: xs[side]! + (random() - 0.5) * 40, y: ground }] : [],
    );
    const above = where.above;
    if (above) {
      const item: Item = items[above];
      const x = item.width > 1000 ? stage.width / 2 : wideStage ? middle + 460 : turn ? 190 : stage.width - 200;
      placed.push({ item, x, y: -60 });
    }
    return placed;
  }
}
