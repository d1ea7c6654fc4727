import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import sharp, { type OverlayOptions } from "sharp";
import { createTypesetter } from "#media/canvas/typesetter.ts";
import { captionStyles, endCardDesigns } from "#media/caption-styles.ts";
import { designPortrait } from "#media/portrait.ts";
import { designRoom } from "#media/room.ts";
import { roomWords } from "#media/room-words.ts";
import { composeSampleBoard } from "#media/sample-board.ts";
import { drawCaptionSample, drawMoment } from "#media/samples.ts";
import { type Ratio, ratios } from "#media/stage.ts";
import type { Look, Shot, Storyboard } from "#media/storyboard.ts";
import { openKit } from "#studio/brands/open-kit.ts";

const kits = ["nordlys-coffee", "lykke-bath"];
const out = fileURLToPath(new URL("../docs/images/looks.jpg", import.meta.url));
const [gap, head, wide] = [10, 44, 1780];
type Kit = Awaited<ReturnType<typeof readKit>>;

/** Draws every look the renderer has, in the colours of both demo kits, onto one sheet: `docs/images/looks.jpg`. */
export async function run(): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), "contact-sheet-"));
  try {
    const [first, second] = (await Promise.all(kits.map(readKit))) as [Kit, Kit];
    const base = await composeSampleBoard(folder, { long: true, hook: "Sad office coffee?" });
    const rows: { title: string; pictures: Buffer[]; height: number }[] = [];
    const at = (kit: Kit, ratio: Ratio, shots: Shot[]): Storyboard => ({ ...base, look: kit.look, ratio, shots });
    const talk = base.shots[1] as Extract<Shot, { type: "talking-head" }>;

    const rooms = await each(roomWords, (room, n) => {
      const kit = n % 2 ? second : first;
      const person = kit.people[n % kit.people.length]!;
      const shot: Shot = { ...talk, portrait: person.portrait, set: { room, seed: `${person.set.seed}${n}` } };
      return drawMoment(at(kit, "9:16", [shot]), 0, 1.4, 0.2);
    });
    rows.push({
      title: "Ten rooms, drawn from the bible, the palette and the persona’s seed",
      pictures: rooms,
      height: 300,
    });

    for (const ratio of ratios) {
      const kit = ratio === "9:16" || ratio === "1:1" ? first : second;
      const shots = kindsOf(kit, base);
      const moments = [0.9, 3.9, 1.6, 1.2, 1.5, 1.2, 1.7];
      const pictures = await each(shots, (_, n) => drawMoment(at(kit, ratio, shots), n, moments[n]!, 0.25));
      rows.push({
        title: `${ratio}: hook, talking head, product, picture, before and after, text card, end card`,
        pictures,
        height: ratio === "16:9" ? 138 : 300,
      });
    }
    const captions = await each([...captionStyles, ...captionStyles], (style, n) =>
      drawCaptionSample(style, n < captionStyles.length ? first.look : second.look),
    );
    rows.push({
      title: `Captions: ${captionStyles.join(", ")}`,
      pictures: captions.slice(0, captionStyles.length),
      height: 64,
    });
    rows.push({ title: "", pictures: captions.slice(captionStyles.length), height: 64 });

    const cards = await each(
      [first, second].flatMap((kit) => endCardDesigns.map((design) => ({ kit, design }))),
      ({ kit, design }) =>
        drawMoment(
          at(kit, "4:5", [{ ...(base.shots.at(-1) as Extract<Shot, { type: "end-card" }>), design, cta: kit.cta }]),
          0,
          1.6,
          0.25,
        ),
    );
    const hands = await each(
      ["Look, two scoops.", "So why is it different?", "That is good enough.", "This is what you need."],
      async (hook, n) => {
        const kit = n % 2 ? second : first;
        const said = (await composeSampleBoard(folder, { hook })).shots[0] as typeof talk;
        const person = kit.people[(n + 1) % kit.people.length]!;
        const shot: Shot = { ...said, ...person, onScreen: null, prop: kit.products[1]! };
        return drawMoment(at(kit, "4:5", [shot]), 0, n === 3 ? 0.9 : n === 2 ? 1.4 : 0.75, 0.25);
      },
    );
    rows.push({
      title: "End cards: spotlight, poster, split; hands that follow the words",
      pictures: [...cards, ...hands],
      height: 212,
    });

    const bytes = await paste(rows, first.look);
    return {
      pictures: rows.reduce((sum, { pictures }) => sum + pictures.length, 0),
      kilobytes: Math.round(bytes / 1000),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One shot of each kind in a kit's own products and people. */
function kindsOf(kit: Kit, base: Storyboard): Shot[] {
  const [hook, why, , product, card, end] = base.shots as [Shot, Shot, Shot, Shot, Shot, Shot];
  const [one, two] = kit.products as [Kit["products"][0], Kit["products"][0]];
  const person = kit.people[0]!;
  return [
    { ...hook, ...person } as Shot,
    { ...why, ...person, prop: one } as Shot,
    { ...product, ...one } as Shot,
    { type: "b-roll", picture: two.picture, move: "in", speech: product.speech, onScreen: null },
    {
      type: "before-after",
      pictures: [one.picture, two.picture],
      names: ["Before", "After"],
      speech: null,
      onScreen: null,
    },
    card,
    { ...end, design: "spotlight" } as Shot,
  ];
}

async function readKit(name: string) {
  const folder = fileURLToPath(new URL(`../brand-kits/${name}`, import.meta.url));
  const { kit, roster } = await openKit(folder);
  const file = (of: string) => path.join(folder, of);
  const look: Look = {
    brandName: kit.name,
    palette: kit.palette,
    displayFont: { family: kit.fonts.display.family, file: file(kit.fonts.display.file) },
    textFont: { family: kit.fonts.text.family, file: file(kit.fonts.text.file) },
    logo: file(kit.logo),
  };
  const people = roster.map(({ look: bible, seed = "x", backstory }) => ({
    portrait: designPortrait(bible, seed),
    set: designRoom(bible.room, seed, backstory),
  }));
  const products = kit.products.flatMap(({ title, price, picture }) =>
    picture ? [{ title, price: price ? `€${price.amount.toFixed(2)}` : null, picture: file(picture) }] : [],
  );
  return { look, people, products, cta: kit.cta.text };
}

/** Lays the rows under each other, each with its title, and saves the sheet; answers its size in bytes. */
async function paste(rows: { title: string; pictures: Buffer[]; height: number }[], look: Look): Promise<number> {
  const parts: OverlayOptions[] = [];
  const type = createTypesetter(look);
  let top = gap;
  for (const { title, pictures, height } of rows) {
    if (title) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${head}"><text x="0" y="30" ${type.type("text", 22)} fill="#17121c">${title}</text></svg>`;
      parts.push({ input: new Resvg(svg, { font: type.fontFor(title) }).render().asPng(), left: gap, top });
      top += head;
    }
    let left = gap;
    const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
    const across = sizes.reduce((sum, size) => sum + (size.width ?? 1) / (size.height ?? 1), 0);
    // A row that is too wide is made less high.
    const high = Math.min(height, Math.floor((wide - gap * (pictures.length + 1)) / across));
    for (const picture of pictures) {
      const { data, info } = await sharp(picture).resize({ height: high }).png().toBuffer({ resolveWithObject: true });
      parts.push({ input: data, left, top });
      left += info.width + gap;
    }
    top += high + gap;
  }
  await sharp({ create: { width: wide, height: top, channels: 3, background: "#fbf7f1" } })
    .composite(parts)
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(out);
  return (await stat(out)).size;
}

async function each<T>(list: readonly T[], make: (item: T, index: number) => Promise<Buffer>): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (const [index, item] of list.entries()) made.push(await make(item, index));
  return made;
}
