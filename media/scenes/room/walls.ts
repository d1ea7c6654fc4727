import { mixColours } from "../../canvas/colour.ts";
import type { RoomColours } from "./colours.ts";
import { drawView, type View } from "./openings.ts";
import type { Place } from "./places.ts";

/** A wall `w` by `h` with the light from one side (`fromLeft`), and what is under it from `floor` downwards. */
export function drawWall(
  wall: Place["wall"],
  { w, h, floor, fromLeft, view }: { w: number; h: number; floor: number; fromLeft: boolean; view: View },
  c: RoomColours,
): string {
  if (wall === "outside") return drawView(w, h, view, c);
  const [x1, x2] = fromLeft ? [0, 1] : [1, 0];
  const base = `<defs><linearGradient id="wall" x1="${x1}" x2="${x2}" y2=".7"><stop offset="0" stop-color="${c.lit}"/><stop offset=".5" stop-color="${c.wall}"/><stop offset="1" stop-color="${c.shade}"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#wall)"/>`;
  const line = mixColours(c.shade, c.wall, 0.4);
  const skirting = `<rect y="${floor}" width="${w}" height="${h}" fill="${c.darkWood}"/><rect y="${floor - 40}" width="${w}" height="40" fill="${c.trim}" opacity=".8"/>`;
  if (wall === "tiles") {
    const rows = Array.from({ length: Math.ceil(floor / 90) }, (_, row) => {
      const offset = row % 2 ? -70 : 0;
      const uprights = Array.from(
        { length: Math.ceil(w / 140) + 1 },
        (_, n) => `M${offset + n * 140} ${row * 90}V${row * 90 + 90}`,
      );
      return `M0 ${row * 90}H${w}${uprights.join("")}`;
    }).join("");
    return `${base}<path d="${rows}" stroke="${mixColours(c.trim, c.wall, 0.3)}" stroke-width="6" opacity=".5"/>${skirting}`;
  }
  if (wall === "boards") {
    const boards = Array.from({ length: Math.ceil(w / 120) }, (_, n) => `M${n * 120} 0V${floor}`).join("");
    return `${base}<path d="${boards}" stroke="${line}" stroke-width="6" opacity=".55"/>${skirting}`;
  }
  if (wall === "brick") {
    const bricks = Array.from({ length: Math.ceil(floor / 64) }, (_, row) =>
      Array.from({ length: Math.ceil(w / 150) + 1 }, (_, n) =>
        (row * 7 + n * 3) % 5 < 2
          ? `<rect x="${n * 150 - (row % 2) * 75}" y="${row * 64}" width="142" height="56" rx="4" fill="${(row + n) % 2 ? c.shade : c.lit}" opacity=".35"/>`
          : "",
      ).join(""),
    ).join("");
    return `${base}${bricks}${skirting}`;
  }
  return `${base}<rect y="${floor * 0.72}" width="${w}" height="10" fill="${c.trim}" opacity=".5"/><rect y="${floor * 0.72 + 10}" width="${w}" height="${floor * 0.28}" fill="${c.shade}" opacity=".25"/>${skirting}`;
}
