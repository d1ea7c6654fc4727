import { mixColours } from "../../canvas/colour.ts";
import type { RoomColours } from "./colours.ts";
import type { Place } from "./places.ts";

/** The table in front, `w` by `h`, its edge `top` down from the drawing's own top, with things at its two ends out of focus. */
export function drawTable({ surface, near }: Place, w: number, h: number, top: number, c: RoomColours): string {
  const face = { wood: c.wood, stone: mixColours(c.trim, "#8c8a90", 0.25), cloth: mixColours(c.main, "#241d28", 0.5) }[
    surface
  ];
  const grain =
    surface === "wood"
      ? Array.from(
          { length: 6 },
          (_, n) =>
            `<path d="M0 ${top + 70 + n * n * 16}C${w * 0.3} ${top + 50 + n * n * 17} ${w * 0.6} ${top + 96 + n * n * 15} ${w} ${top + 66 + n * n * 17}" fill="none" stroke="${c.darkWood}" stroke-opacity=".16" stroke-width="${4 + n}"/>`,
        ).join("")
      : "";
  return `<defs><linearGradient id="top" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(face, "#fff3df", 0.22)}"/><stop offset=".35" stop-color="${face}"/><stop offset="1" stop-color="${mixColours(face, "#140d12", 0.45)}"/></linearGradient></defs>
  <rect y="${top - 26}" width="${w}" height="40" fill="#120b12" opacity=".16"/><rect y="${top}" width="${w}" height="${h}" fill="url(#top)"/>${grain}<rect y="${top}" width="${w}" height="7" fill="#fff" opacity=".28"/>
  <g transform="translate(${w * 0.22} ${top + 60})">${drawNear(near[0]!, c)}</g><g transform="translate(${w * 0.79} ${top + 44})">${drawNear(near[1]!, c)}</g>`;
}

function drawNear(thing: Place["near"][number], c: RoomColours): string {
  const shadow = `<ellipse cx="6" cy="2" rx="110" ry="16" fill="#120b12" opacity=".3"/>`;
  const drawn: Record<Place["near"][number], string> = {
    mug: `<path d="M-56 -130H56L48 0H-48Z" fill="${c.accent}"/><path d="M52 -104C104 -104 104 -30 48 -30" fill="none" stroke="${c.accent}" stroke-width="18"/><path d="M-40 -120H-18L-22 -10H-36Z" fill="#fff" opacity=".28"/>`,
    laptop: `<path d="M-150 -190H120L150 0H-120Z" fill="#b9bac2"/><path d="M-150 -190H120L132 -112H-138Z" fill="#cfd0d8"/><circle cx="0" cy="-100" r="16" fill="#fff" opacity=".7"/>`,
    plant: `<path d="M-54 -100H54L40 0H-40Z" fill="${c.main}"/>${[-50, -24, 0, 24, 50].map((turn, n) => `<path transform="translate(0 -92) rotate(${turn})" d="M0 0C-24 -40 -22 -90 0 -130C22 -90 24 -40 0 0Z" fill="${n % 2 ? c.leaf : c.deepLeaf}"/>`).join("")}`,
    books: `<rect x="-110" y="-36" width="220" height="36" rx="5" fill="${c.main}"/><rect x="-96" y="-70" width="200" height="34" rx="5" fill="${c.trim}"/><rect x="-104" y="-104" width="190" height="34" rx="5" fill="${c.accent}"/>`,
    microphone: `<path d="M0 0V-150" stroke="${c.metal}" stroke-width="14"/><ellipse rx="70" ry="12" fill="${c.metal}"/><rect x="-46" y="-270" width="92" height="140" rx="46" fill="#4c4852"/><path d="M-46 -210H46M-46 -190H46M-46 -230H46" stroke="#87838e" stroke-width="6"/>`,
    towels: `<rect x="-110" y="-50" width="220" height="50" rx="24" fill="${c.main}"/><rect x="-104" y="-100" width="208" height="50" rx="24" fill="${c.trim}"/><rect x="-98" y="-148" width="196" height="48" rx="24" fill="${c.accent}"/>`,
    bottle: `<rect x="-42" y="-170" width="84" height="170" rx="20" fill="${c.accent}"/><rect x="-20" y="-206" width="40" height="40" rx="6" fill="${c.metal}"/><rect x="-28" y="-120" width="56" height="60" rx="6" fill="#fff" opacity=".6"/>`,
    tools: `<path d="M-60 -110H60L50 0H-50Z" fill="${c.metal}"/><path d="M-30 -100L-46 -230H-18L-6 -100Z" fill="${c.wood}"/><path d="M6 -100L10 -250H34L32 -100Z" fill="${c.main}"/><path d="M36 -100L66 -200L84 -190L54 -96Z" fill="${c.accent}"/>`,
    kettlebell: `<circle cy="-62" r="72" fill="${c.metal}"/><path d="M-46 -110C-60 -200 60 -200 46 -110" fill="none" stroke="${c.metal}" stroke-width="24"/><circle cy="-60" r="30" fill="${c.main}"/>`,
  };
  return shadow + drawn[thing];
}
