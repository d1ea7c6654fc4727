import { mixColours } from "../../canvas/colour.ts";
import type { RoomColours } from "./colours.ts";

/**
 * A thing in a room. `draw` draws it with its foot's middle at 0,0 (or, for what hangs, its top's middle), `width` and
 * `height` in design pixels; `hangs` says which.
 */
export type Item = { width: number; height: number; hangs?: boolean; draw: (c: RoomColours) => string };

const dark = (colour: string, share = 0.25) => mixColours(colour, "#1a1018", share);
const pale = (colour: string, share = 0.3) => mixColours(colour, "#fff7ea", share);

const leafAt = (x: number, y: number, size: number, turn: number, fill: string) =>
  `<path transform="translate(${x} ${y}) rotate(${turn}) scale(${size})" d="M0 0C-34 -30 -38 -84 0 -128C38 -84 34 -30 0 0Z" fill="${fill}"/>`;

const pot = (w: number, h: number, fill: string) =>
  `<path d="M${-w / 2} ${-h}H${w / 2}L${w * 0.38} 0H${-w * 0.38}Z" fill="${fill}"/><path d="M${-w / 2} ${-h}H${w / 2}L${w * 0.47} ${-h * 0.72}H${-w * 0.47}Z" fill="${dark(fill, 0.18)}"/>`;

const books = (from: number, count: number, base: number, c: RoomColours) => {
  const fills = [c.main, c.accent, pale(c.main, 0.5), dark(c.accent), "#e8dcc8", dark(c.main, 0.4)];
  return Array.from({ length: count }, (_, n) => {
    const tall = 92 + ((n * 29) % 34);
    return `<rect x="${from + n * 27}" y="${base - tall}" width="23" height="${tall}" rx="3" fill="${fills[(n * 5 + count) % fills.length]}"/><rect x="${from + n * 27 + 5}" y="${base - tall + 16}" width="13" height="5" fill="#fff" opacity=".4"/>`;
  }).join("");
};
const jars = (from: number, count: number, base: number, c: RoomColours) =>
  Array.from({ length: count }, (_, n) => {
    const fill = [pale(c.wood, 0.2), dark(c.wood, 0.3), pale(c.main, 0.4), c.accent][n % 4]!;
    const tall = 76 + (n % 3) * 16;
    return `<rect x="${from + n * 62}" y="${base - tall}" width="50" height="${tall}" rx="10" fill="#f4f0e8" opacity=".55"/><rect x="${from + n * 62 + 4}" y="${base - tall * 0.62}" width="42" height="${tall * 0.6}" rx="8" fill="${fill}"/><rect x="${from + n * 62 + 4}" y="${base - tall - 12}" width="42" height="16" rx="5" fill="${c.darkWood}"/>`;
  }).join("");
const bottles = (from: number, count: number, base: number, c: RoomColours) =>
  Array.from({ length: count }, (_, n) => {
    const fill = [c.main, "#efe7da", dark(c.accent), pale(c.accent, 0.5)][n % 4]!;
    const tall = 96 + (n % 2) * 28;
    const x = from + n * 60;
    return `<rect x="${x}" y="${base - tall}" width="46" height="${tall}" rx="12" fill="${fill}"/><rect x="${x + 15}" y="${base - tall - 22}" width="16" height="24" fill="${c.metal}"/><rect x="${x + 8}" y="${base - tall * 0.6}" width="30" height="26" rx="3" fill="#fff" opacity=".65"/>`;
  }).join("");

const shelf = (goods: typeof books, per: number): Item => ({
  width: 360,
  height: 420,
  draw: (c) =>
    [0, -190]
      .map(
        (y, row) =>
          `<rect x="-180" y="${y - 18}" width="360" height="18" rx="4" fill="${c.wood}"/><rect x="-180" y="${y - 4}" width="360" height="10" fill="${c.darkWood}" opacity=".5"/>${goods(-168 + row * 24, per - row, y - 18, c)}`,
      )
      .join(""),
});

export const items = {
  bookshelf: shelf(books, 12),
  jarShelf: shelf(jars, 5),
  bottleShelf: shelf(bottles, 5),
  monstera: {
    width: 420,
    height: 640,
    draw: (c) =>
      `${[-62, -38, -14, 12, 36, 64].map((turn, n) => leafAt(n % 2 ? 8 : -8, -150, 2.1 + (n % 3) * 0.5, turn, n % 2 ? c.leaf : c.deepLeaf)).join("")}${pot(190, 170, pale(c.main, 0.2))}`,
  },
  snakePlant: {
    width: 260,
    height: 520,
    draw: (c) =>
      `${[-16, -6, 5, 15].map((turn, n) => `<path transform="translate(${(n - 1.5) * 26} -120) rotate(${turn})" d="M-20 0C-26 -150 -12 -280 0 -380C12 -280 26 -150 20 0Z" fill="${n % 2 ? c.leaf : c.deepLeaf}"/>`).join("")}${pot(170, 150, c.trim)}`,
  },
  hangingPlant: {
    width: 260,
    height: 480,
    hangs: true,
    draw: (c) =>
      `<path d="M0 0L-60 170M0 0L60 170" stroke="${c.darkWood}" stroke-width="5"/><path d="M-74 170H74L56 250H-56Z" fill="${c.accent}"/>${[-70, -42, -10, 24, 58, 84].map((x, n) => `<path d="M${x * 0.7} 178C${x * 1.5} ${200 + n * 10} ${x * 1.4} ${300 + (n % 3) * 40} ${x * 1.2} ${360 + (n % 3) * 40}" fill="none" stroke="${n % 2 ? c.leaf : c.deepLeaf}" stroke-width="20" stroke-linecap="round"/>`).join("")}`,
  },
  pendant: {
    width: 320,
    height: 420,
    hangs: true,
    draw: (c) =>
      `<defs><radialGradient id="pl"><stop offset="0" stop-color="${c.light}" stop-opacity=".85"/><stop offset="1" stop-color="${c.light}" stop-opacity="0"/></radialGradient></defs><circle cy="250" r="150" fill="url(#pl)"/><path d="M0 0V150" stroke="${c.metal}" stroke-width="6"/><path d="M-84 236C-84 170 -40 146 0 146S84 170 84 236Z" fill="${c.main}"/><ellipse cy="238" rx="84" ry="14" fill="${c.light}"/>`,
  },
  floorLamp: {
    width: 360,
    height: 900,
    draw: (c) =>
      `<defs><radialGradient id="fl"><stop offset="0" stop-color="${c.light}" stop-opacity=".8"/><stop offset="1" stop-color="${c.light}" stop-opacity="0"/></radialGradient></defs><circle cy="-760" r="180" fill="url(#fl)"/><path d="M0 0V-700" stroke="${c.metal}" stroke-width="12"/><ellipse rx="80" ry="16" fill="${c.metal}"/><path d="M-64 -860H64L104 -690H-104Z" fill="${pale(c.light, 0.2)}"/><path d="M-104 -690H104L98 -712H-98Z" fill="${mixColours(c.light, c.main, 0.35)}"/>`,
  },
  art: {
    width: 260,
    height: 330,
    hangs: true,
    draw: (c) =>
      `<rect x="-120" width="240" height="310" fill="${c.darkWood}"/><rect x="-106" y="14" width="212" height="282" fill="${c.trim}"/><circle cx="-16" cy="124" r="66" fill="${c.main}"/><path d="M-106 220C-50 160 20 250 106 180V296H-106Z" fill="${c.accent}"/>`,
  },
  clock: {
    width: 190,
    height: 190,
    hangs: true,
    draw: (c) =>
      `<circle cy="90" r="86" fill="${c.trim}"/><circle cy="90" r="86" fill="none" stroke="${c.metal}" stroke-width="12"/><path d="M0 90V36M0 90L38 112" stroke="${c.metal}" stroke-width="9" stroke-linecap="round"/>`,
  },
  mirror: {
    width: 300,
    height: 440,
    hangs: true,
    draw: (c) =>
      `<rect x="-140" width="280" height="420" rx="140" fill="${c.wood}"/><rect x="-122" y="18" width="244" height="384" rx="122" fill="${mixColours(c.lit, "#ffffff", 0.35)}"/><path d="M-90 330L40 60H90L-40 390Z" fill="#fff" opacity=".35"/>`,
  },
  towels: {
    width: 260,
    height: 300,
    hangs: true,
    draw: (c) =>
      `<rect x="-130" width="260" height="14" rx="7" fill="${c.metal}"/><path d="M-104 8H-6V232H-104Z" fill="${c.trim}"/><path d="M10 8H108V270H10Z" fill="${c.main}"/><path d="M10 214H108V232H10Z" fill="#fff" opacity=".5"/><path d="M-104 186H-6V200H-104Z" fill="${c.accent}"/>`,
  },
  pegboard: {
    width: 420,
    height: 420,
    hangs: true,
    draw: (c) =>
      `<rect x="-200" width="400" height="380" rx="8" fill="${pale(c.wood, 0.35)}"/>${Array.from({ length: 40 }, (_, n) => `<circle cx="${-175 + (n % 8) * 50}" cy="${36 + Math.floor(n / 8) * 76}" r="5" fill="${c.darkWood}" opacity=".5"/>`).join("")}<g fill="${c.metal}"><path d="M-150 60h60v34h-20v170h-20v-170h-20z"/><path d="M-30 60h24v120h10v90h-44v-90h10z" fill="${c.main}"/><path d="M60 60c40 0 60 30 60 60s-20 40-50 40v100h-24v-100c-26 0-46-10-46-40h34c0 14 34 14 34 0s-8-20-8-60z"/></g>`,
  },
  dumbbells: {
    width: 420,
    height: 330,
    draw: (c) =>
      `<path d="M-190 0V-300M190 0V-300" stroke="${c.metal}" stroke-width="18"/>${[-40, -180]
        .map(
          (y) =>
            `<rect x="-200" y="${y}" width="400" height="16" fill="${c.metal}"/>${[-130, 0, 130].map((x, n) => `<g transform="translate(${x} ${y - 34})"><rect x="-34" y="-10" width="68" height="20" fill="#8d8890"/><rect x="-52" y="-34" width="30" height="68" rx="10" fill="${n === 1 ? c.main : dark(c.accent, 0.3)}"/><rect x="22" y="-34" width="30" height="68" rx="10" fill="${n === 1 ? c.main : dark(c.accent, 0.3)}"/></g>`).join("")}`,
        )
        .join("")}`,
  },
  softbox: {
    width: 380,
    height: 900,
    draw: (c) =>
      `<defs><radialGradient id="sb"><stop offset="0" stop-color="#fff" stop-opacity=".7"/><stop offset="1" stop-color="${c.light}" stop-opacity="0"/></radialGradient></defs><circle cy="-720" r="240" fill="url(#sb)"/><path d="M0 0V-560M0 -120L-90 0M0 -120L90 0" stroke="${c.metal}" stroke-width="10" fill="none"/><rect x="-120" y="-860" width="240" height="290" rx="14" fill="${c.metal}"/><rect x="-104" y="-844" width="208" height="258" rx="8" fill="#fffaf0"/>`,
  },
  panels: {
    width: 420,
    height: 470,
    hangs: true,
    draw: (c) =>
      [0, 1, 2, 3, 4, 5]
        .map((n) => {
          const fill = [c.main, dark(c.wall, 0.3), c.accent][n % 3]!;
          return `<path transform="translate(${-200 + (n % 2) * 204} ${Math.floor(n / 2) * 154})" d="M0 0H194V144H0Z" fill="${mixColours(fill, c.wall, 0.35)}"/><path transform="translate(${-200 + (n % 2) * 204} ${Math.floor(n / 2) * 154})" d="M0 144L194 0V144Z" fill="#000" opacity=".12"/>`;
        })
        .join(""),
  },
  sofa: {
    width: 900,
    height: 420,
    draw: (c) =>
      `<rect x="-440" y="-380" width="880" height="380" rx="70" fill="${dark(c.accent, 0.12)}"/><rect x="-400" y="-340" width="390" height="240" rx="44" fill="${pale(c.accent, 0.12)}"/><rect x="10" y="-340" width="390" height="240" rx="44" fill="${pale(c.accent, 0.12)}"/><rect x="-330" y="-330" width="190" height="180" rx="34" transform="rotate(-9 -240 -240)" fill="${c.main}"/>`,
  },
  cabinets: {
    width: 900,
    height: 330,
    draw: (c) =>
      `<rect x="-450" y="-310" width="900" height="310" fill="${mixColours(c.main, c.wall, 0.45)}"/><rect x="-466" y="-334" width="932" height="30" rx="6" fill="${c.trim}"/>${[-440, -146, 148].map((x) => `<rect x="${x}" y="-284" width="280" height="260" rx="10" fill="none" stroke="${dark(c.main, 0.3)}" stroke-opacity=".5" stroke-width="5"/><circle cx="${x + 246}" cy="-160" r="10" fill="${c.metal}"/>`).join("")}`,
  },
  kettle: {
    width: 220,
    height: 220,
    draw: (c) =>
      `<path d="M-70 0C-96 -40 -84 -130 -40 -150H40C84 -130 96 -40 70 0Z" fill="${c.accent}"/><path d="M-60 -150C-60 -210 60 -210 60 -150" fill="none" stroke="${c.darkWood}" stroke-width="14"/><path d="M72 -90L124 -132" stroke="${c.accent}" stroke-width="20" stroke-linecap="round"/><rect x="-22" y="-170" width="44" height="22" rx="10" fill="${c.darkWood}"/><path d="M-56 -30C-66 -60 -58 -110 -40 -126" stroke="#fff" stroke-opacity=".5" stroke-width="9" fill="none" stroke-linecap="round"/>`,
  },
  railing: {
    width: 1400,
    height: 400,
    draw: (c) =>
      `<rect x="-700" y="-390" width="1400" height="26" rx="8" fill="${c.metal}"/>${Array.from({ length: 29 }, (_, n) => `<rect x="${-694 + n * 50}" y="-370" width="10" height="370" fill="${c.metal}" opacity=".85"/>`).join("")}`,
  },
  fence: {
    width: 1400,
    height: 460,
    draw: (c) =>
      `${Array.from({ length: 15 }, (_, n) => `<path d="M${-700 + n * 96} 0V-400L${-660 + n * 96} -444L${-620 + n * 96} -400V0Z" fill="${mixColours(c.trim, c.wood, n % 2 ? 0.3 : 0.4)}"/>`).join("")}<rect x="-700" y="-320" width="1400" height="26" fill="${c.wood}" opacity=".6"/>`,
  },
  bush: {
    width: 520,
    height: 380,
    draw: (c) =>
      `<g fill="${c.deepLeaf}"><circle cx="-140" cy="-120" r="130"/><circle cx="130" cy="-130" r="140"/></g><circle cx="0" cy="-190" r="150" fill="${c.leaf}"/><rect x="-260" y="-110" width="520" height="110" fill="${c.deepLeaf}"/>${[-160, -70, 30, 120, 190].map((x, n) => `<circle cx="${x}" cy="${-150 - (n % 3) * 60}" r="17" fill="${n % 2 ? c.main : c.accent}"/>`).join("")}`,
  },
  stringLights: {
    width: 1500,
    height: 240,
    hangs: true,
    draw: (c) =>
      `<path d="M-750 0Q-375 210 0 60T750 20" fill="none" stroke="${c.metal}" stroke-width="5"/>${Array.from(
        { length: 13 },
        (_, n) => {
          const t = n / 12;
          const x = -750 + 1500 * t;
          const y = t < 0.5 ? 4 * t * (0.5 - t) * 380 + 30 * t * 4 : 62 + Math.sin((t - 0.5) * 6.28) * -40;
          return `<circle cx="${x}" cy="${y + 26}" r="30" fill="${c.light}" opacity=".35"/><circle cx="${x}" cy="${y + 26}" r="14" fill="${c.light}"/>`;
        },
      ).join("")}`,
  },
  menuBoard: {
    width: 420,
    height: 520,
    hangs: true,
    draw: (c) =>
      `<rect x="-200" width="400" height="480" rx="12" fill="${c.darkWood}"/><rect x="-182" y="18" width="364" height="444" fill="#2a2a2e"/>${[80, 150, 210, 270, 330, 390].map((y, n) => `<rect x="${n ? -140 : -90}" y="${y - 10}" width="${n ? 180 - (n % 3) * 30 : 180}" height="${n ? 12 : 22}" rx="6" fill="${n ? "#e9e2d4" : c.main}" opacity=".8"/>${n ? `<rect x="90" y="${y - 10}" width="50" height="12" rx="6" fill="${c.accent}" opacity=".9"/>` : ""}`).join("")}`,
  },
} satisfies Record<string, Item>;
export type ItemName = keyof typeof items;
