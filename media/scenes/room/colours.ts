import { mixColours } from "../../canvas/colour.ts";
import type { Look } from "../../storyboard.ts";

/** The colours that a room is drawn in. */
export type RoomColours = {
  wall: string;
  /** The wall in the light, and away from it. */
  lit: string;
  shade: string;
  wood: string;
  darkWood: string;
  trim: string;
  leaf: string;
  deepLeaf: string;
  metal: string;
  main: string;
  accent: string;
  light: string;
  sky: [string, string];
  /** How dark it is outside, 0 to 1. */
  dusk: number;
};

const woods = ["#b98a5e", "#94633f", "#cfa878", "#7a5742"];
const leaves: [string, string][] = [
  ["#5f8f57", "#3f6b45"],
  ["#4b7f6a", "#2f5a4c"],
  ["#7d9a5a", "#566f3d"],
];
const hours = [
  { sky: ["#cfe6f2", "#f6f3e8"], light: "#fff6df", dusk: 0 },
  { sky: ["#f7c793", "#fbe6c4"], light: "#ffdca3", dusk: 0.25 },
  { sky: ["#3c4470", "#c98a86"], light: "#ffcf8a", dusk: 0.7 },
] as const;

/**
 * A room's colours: the brand's palette, softened to what walls are painted in, and the rest by `next` (numbers from the
 * persona's seed), so that two personas of one brand live in the same world but not in the same room.
 */
export function chooseColours(palette: Look["palette"], next: () => number): RoomColours {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)]!;
  const wall = pick([
    mixColours(mixColours(palette.primary, "#f6eee4", 0.6), "#9a8c84", 0.06),
    mixColours(mixColours(palette.accent, "#f2f0ea", 0.56), "#84908c", 0.07),
    mixColours(mixColours(palette.primary, "#54424c", 0.42), "#d6c6bb", 0.18),
    mixColours(mixColours(palette.accent, "#3a4a58", 0.48), "#cdd2d0", 0.14),
    mixColours(mixColours(palette.background, palette.surface, 0.5), "#b59c90", 0.34),
  ]);
  const hour = pick(hours);
  const wood = pick(woods);
  const [leaf, deepLeaf] = pick(leaves);
  return {
    wall,
    lit: mixColours(wall, hour.light, 0.42),
    shade: mixColours(wall, "#1c1622", 0.34 + hour.dusk * 0.14),
    wood,
    darkWood: mixColours(wood, "#1d120c", 0.45),
    trim: mixColours("#f6eee2", wall, 0.14),
    leaf,
    deepLeaf,
    metal: "#3b3640",
    main: palette.primary,
    accent: palette.accent,
    light: hour.light,
    sky: [...hour.sky],
    dusk: hour.dusk,
  };
}
