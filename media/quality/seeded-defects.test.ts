import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Canvas } from "../canvas/frame.ts";
import { writeClip } from "../clip.fixture.ts";
import { hushFfmpeg } from "../codec/ffmpeg.ts";
import { type Edit, openVideo } from "../edit-video.fixture.ts";
import type { Inspection } from "../inspect.ts";
import { inspectFile } from "../inspect-file.ts";
import { writeOrigin } from "../provenance.ts";
import { networksOf, type QualityFinding, type Rules } from "../quality.ts";
import { createRenderer, type Renderer } from "../render.ts";
import { composeSampleBoard } from "../sample-board.ts";
import type { Box } from "../stage.ts";
import type { Shot, Storyboard } from "../storyboard.ts";
import type { Facts } from "./facts.ts";
import { runGates } from "./gates.ts";
import type { LaidOut } from "./laid-out.ts";
import { keepDictionaries } from "./measure/words.ts";

const origin = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";
const dictionaries = keepDictionaries();
let folder: string;
let renderer: Renderer;
let rules: Rules;
let clean: Inspection;
let cleanFile: string;
let video: ReturnType<typeof openVideo>;

/** One clean video at preview size. Every defect is planted into a copy of it, or into a storyboard that is filmed. */
beforeAll(async () => {
  hushFfmpeg();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-seeded-"));
  renderer = createRenderer({ workers: 1, cacheDir: folder, shotTimeoutMs: 60_000, memoryMb: 1536 });
  const sample = await composeSampleBoard(folder);
  const picture = path.join(folder, "bag.png");
  const bag = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600" fill="#fff"/><path d="M150 60H450L490 560H110Z" fill="#c9714b"/><rect x="200" y="240" width="200" height="150" rx="20" fill="#f6efe6"/></svg>`;
  await sharp(Buffer.from(bag)).png().toFile(picture);
  const shots = sample.shots.flatMap((shot): Shot[] =>
    shot.type === "text-card" ? [] : [shot.type === "product" ? { ...shot, picture } : shot],
  );
  const board: Storyboard = { ...sample, shots };
  const { file, seconds } = await film(board, "clean");
  rules = {
    ...{
      board,
      minSeconds: 4,
      maxSeconds: 7,
      locale: "en",
      neighbours: [],
      lexicon: ["Nordlys Coffee", "Morning Roast"],
    },
    ...{ networks: networksOf(["showcase", "instagram", "youtube", "bluesky"]) },
    provenance: { digitalSourceType: origin, signed: false },
  };
  cleanFile = file;
  clean = await inspect(file, board);
  video = openVideo(file, { width: 540, height: 960, fps: 24, seconds }, origin);
  await video.keep();
}, 60_000);
afterAll(async () => {
  await renderer.close();
  await rm(folder, { recursive: true, force: true });
});

async function film(board: Storyboard, name: string) {
  const made = await renderer.render(board, path.join(folder, name), { tier: "preview" });
  await writeOrigin(made.file, { digitalSourceType: origin, description: board.label, creator: "Troupe" });
  return made;
}

const inspect = (file: string, board: Storyboard) =>
  inspectFile({ file, board, lexicon: ["Nordlys Coffee", "Morning Roast"], locale: "en" }, dictionaries);

/** What the gates find in a file. A preview stands for the full size; its own size is a defect that has its own test. */
async function check(file: string, more: Partial<Rules> = {}): Promise<QualityFinding[]> {
  const all = { ...rules, ...more };
  const found = await inspect(file, all.board);
  const full = found.width === 540 ? { ...found, width: 1080, height: 1920 } : found;
  return runGates({ ...all, found: full });
}

async function checkEdited(edit: Edit, more: Partial<Rules> = {}): Promise<QualityFinding[]> {
  return check(await video.save(path.join(folder, "edited.mp4"), edit), more);
}

const gatesOf = (findings: QualityFinding[]) => [...new Set(findings.map(({ gate }) => gate))];
const boxOf = (kind: LaidOut["kind"]): Box => clean.layout.find((each) => each.kind === kind)!.box;

function change(values: Float32Array | Uint8Array, to: (value: number) => number): void {
  for (let at = 0; at < values.length; at++) values[at] = to(values[at]!);
}

/** Changes the brightness within a box of the full size. */
function shade({ width, y: luma }: Canvas, box: Box, to: (value: number) => number): void {
  const half = (value: number) => Math.round(value / 2);
  for (let row = half(box.y); row < half(box.y + box.height); row++) {
    for (let column = half(box.x); column < half(box.x + box.width); column++) {
      const at = row * width + column;
      luma[at] = to(luma[at]!);
    }
  }
}

test("the clean video passes every gate, as it was filmed and encoded once more", async () => {
  expect(await check(cleanFile)).toEqual([]);
  expect(await checkEdited({ picture: () => undefined, sound: () => undefined })).toEqual([]);
});

/** What is done to the video, every gate that has to say so, and what the first of them says. */
const edited: [string, () => Edit, ReturnType<typeof gatesOf>, RegExp, Partial<Rules>?][] = [
  [
    "black for more than a second, which hides the label, too",
    () => ({
      picture: ({ y, u, v }, seconds) => {
        if (seconds < 1 || seconds >= 2.4) return;
        y.fill(16);
        for (const plane of [u, v]) plane.fill(128);
      },
    }),
    ["black", "label"],
    /^The picture is black for 1\.\d s\.$/,
  ],
  [
    "a last picture that stands for eight seconds",
    () => ({ order: (frames) => [...Array(frames).keys(), ...Array<number>(8 * 24).fill(frames - 1)] }),
    ["frozen"],
    /^Nothing moves for 8\.?\d? s\.$/,
    { maxSeconds: 15 },
  ],
  [
    "sound that is 8 dB too quiet",
    () => ({ sound: (samples) => change(samples, (value) => value * 0.4) }),
    ["loudness"],
    /^The sound is too quiet: −2\d\.\d LUFS instead of −14\.$/,
  ],
  [
    "sound that was turned up until it clips",
    () => ({
      sound: (samples) => change(samples, (value) => Math.max(-1, Math.min(1, value * 6))),
    }),
    ["loudness"],
    /^The sound is too loud: −\d\.\d LUFS instead of −14\.$/,
  ],
  [
    "three seconds in which nothing is heard, and so a line is missing",
    () => ({ sound: (samples, rate) => void samples.fill(0, 1.4 * rate, 4.4 * rate) }),
    ["silence", "speech"],
    /^Nothing is heard for 3\.?\d? s\.$/,
  ],
  [
    "a hum where a line should be",
    () => ({
      sound: (samples, rate) => {
        for (let at = Math.round(1.9 * rate); at < 4 * rate; at++) samples[at] = 0.02 * Math.sin(at * 0.02);
      },
    }),
    ["speech"],
    /^“Meet Morning Roast\.” is not heard\.$/,
  ],
  [
    "words that come a quarter of a second late",
    () => ({ sound: (samples, rate) => void samples.copyWithin(rate / 4, 0) }),
    ["speech"],
    /^The sound comes 0\.[23] s after its words\.$/,
  ],
  [
    "a product of another colour",
    () => ({
      picture: ({ u, v }) => {
        change(u, (value) => Math.min(240, value + 26));
        change(v, (value) => Math.max(16, value - 26));
      },
    }),
    ["product-colour"],
    /^The product’s colour is off from its picture by \d\d /,
  ],
  [
    "the label painted over",
    () => ({ picture: (canvas) => shade(canvas, boxOf("label"), (value) => 60 + value * 0.02) }),
    ["label", "legibility"],
    /^The label “AI-generated · Ad” is not in the picture\.$/,
  ],
  [
    "a hook as pale as what is behind it",
    () => ({
      picture: (canvas, seconds) => {
        if (seconds < 1.8) shade(canvas, boxOf("headline"), (value) => 160 + (value - 128) * 0.15);
      },
    }),
    ["legibility"],
    /^“Sad office coffee\?” hardly stands out: its contrast is 1\.\d : 1/,
  ],
  ["no metadata", () => ({ origin: null }), ["provenance"], /its metadata is gone\.$/],
  [
    "metadata of another origin",
    () => ({ origin: origin.replace("algorithmicMedia", "digitalCapture") }),
    ["provenance"],
    /^The file says of another origin/,
  ],
];
test.each(edited)("%s is seen in the file", async (_, plant, gates, says, more) => {
  const findings = await checkEdited(plant(), more);
  expect(gatesOf(findings)).toEqual(gates);
  expect(findings[0]?.message).toMatch(says);
});

test("a copy that was cropped and encoded again is known as a copy, and its label is no longer where it was", async () => {
  const findings = await checkEdited(
    {
      picture: ({ width, height, y }) => {
        const whole = y.slice();
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            y[row * width + column] = whole[Math.floor(10 + row * 0.98) * width + Math.floor(5 + column * 0.98)]!;
          }
        }
      },
    },
    { neighbours: [{ name: "Maja’s “Hook”", fingerprint: clean.fingerprint }] },
  );
  expect(gatesOf(findings)).toEqual(["label", "duplicate"]);
});

test("a file that broke off is found out by its picture", async () => {
  const findings = await check(await video.cut(path.join(folder, "cut.mp4"), 0.5));
  expect(findings[0]).toMatchObject({ gate: "readable", severity: "block", untilSeconds: expect.closeTo(5.3, 0) });
});

test("the preview itself is the wrong size, a clip of a model the wrong codec and length, and it is mute", async () => {
  expect(gatesOf(runGates({ ...rules, found: clean }))).toEqual(["format"]);
  const clip = path.join(folder, "clip.mp4");
  await writeClip(clip, { seconds: 2, codec: "mpeg4" });
  const findings = await check(clip);
  expect(findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      "The video is 96×160, mpeg4 and no sound; it should be 1080×1920 in H.264 with AAC sound.",
      "Instagram does not take this video: it is 2 s long, and 3 to 900 s are taken.",
      "The video has no sound.",
      "The video is 2.0 s long; the brief asks for 4 to 7 s.",
    ]),
  );
});

test("a file that is filmed from a faulty storyboard is caught for each of its faults", async () => {
  const logo = path.join(folder, "logo.png");
  await sharp({ create: { width: 24, height: 600, channels: 4, background: "#8a3b12" } })
    .png()
    .toFile(logo);
  const [head, product, card] = rules.board.shots as [Shot, Extract<Shot, { type: "product" }>, Shot];
  const onScreen = "Sad offce coffe 𓀀 is all that you get in here";
  const board: Storyboard = {
    ...rules.board,
    label: "Ad",
    look: { ...rules.board.look, logo },
    shots: [
      { ...head, onScreen: "Unverwechselbarkaffeegenussmomentesammelsuriumsverwaltungs" },
      { type: "b-roll", picture: product.picture, move: "in", speech: product.speech, onScreen },
      { ...product, speech: null, title: "Morning Roast of whole beans from three farms in the hills of Yirgacheffe" },
      card,
    ],
  };
  const { file } = await film(board, "faulty");
  const findings = await check(file, { board, networks: networksOf(["tiktok"]) });
  expect(gatesOf(findings)).toEqual(
    expect.arrayContaining(["label", "safe-area", "legibility", "reading-time", "spelling", "glyphs", "logo"]),
  );
  expect(findings.filter(({ fix }) => fix?.action === "use-spelling").map(({ fix }) => fix)).toEqual([
    { action: "use-spelling", scene: 1, from: "offce", to: "office" },
    { action: "use-spelling", scene: 1, from: "coffe", to: "coffee" },
  ]);
  expect(findings.find(({ gate }) => gate === "glyphs")).toMatchObject({
    ...{ atSeconds: expect.closeTo(1.8, 0), fix: { action: "drop-signs", scene: 1, signs: "𓀀" } },
  });
});

test("words over a photograph are held against what is right beside them, not against its lights and darks", async () => {
  const picture = path.join(folder, "busy.png");
  const blocks = Uint8Array.from({ length: 90 * 160 }, (_, at) => ((at * 7919) % 31 > 15 ? 235 : 20));
  await sharp(blocks, { raw: { width: 90, height: 160, channels: 1 } })
    .resize(1080, 1920, { kernel: "nearest" })
    .png()
    .toFile(picture);
  const [, product, card] = rules.board.shots as [Shot, Shot, Shot];
  const shot: Shot = { type: "b-roll", picture, move: "in", speech: product.speech, onScreen: null };
  const board: Storyboard = { ...rules.board, captionStyle: "outline", shots: [shot, card] };
  const { file, seconds } = await film(board, "busy");
  const wide = { board, minSeconds: 3 };
  expect(await check(file, wide)).toEqual([]);
  // The word that is being said is dark on a light plate between white ones.
  const { look } = rules.board;
  const palette = { ...look.palette, surface: "#1b3448", text: "#f6f0e4", accent: "#6fe0b7" };
  const marked: Storyboard = { ...board, captionStyle: "highlight", look: { ...look, palette } };
  expect(await check((await film(marked, "marked")).file, { board: marked, minSeconds: 3 })).toEqual([]);

  const caption = (await inspect(file, board)).layout.find(({ kind }) => kind === "caption")!;
  const bare = openVideo(file, { width: 540, height: 960, fps: 24, seconds }, origin);
  const out = await bare.save(path.join(folder, "bare.mp4"), {
    sound: () => undefined,
    // The letters' outline gives way to a pattern as busy as the photograph.
    picture: ({ width, y }) => {
      for (let row = Math.round(caption.box.y / 2); row < (caption.box.y + caption.box.height) / 2; row++) {
        for (let column = Math.round(caption.box.x / 2); column < (caption.box.x + caption.box.width) / 2; column++) {
          const at = row * width + column;
          if (y[at]! < 170) y[at] = ((row >> 2) + (column >> 2)) % 2 ? 225 : 20;
        }
      }
    },
  });
  expect(await check(out, wide)).toMatchObject([
    { gate: "legibility", message: expect.stringMatching(/^“Meet Morning Roast\.” hardly stands out/) },
  ]);
});

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const moved = (found: Inspection, which: (thing: LaidOut) => boolean, to: Partial<Box>) => ({
  found: {
    ...found,
    layout: found.layout.map((thing) => (which(thing) ? { ...thing, box: { ...thing.box, ...to } } : thing)),
  },
});
const withLogo = (found: Inspection, place: Box) => ({
  found: {
    ...found,
    layout: [...found.layout, { kind: "logo" as const, box: place, from: 4.3, to: 5, scene: 9, picture: "logo" }],
    pictures: { logo: { width: 600, height: 200 } },
  },
});

/** What the scenes never lay out and no network has sent back yet: planted into what was measured. */
const unheardOf: [string, (found: Inspection) => Partial<Facts>, ReturnType<typeof gatesOf>][] = [
  ["too many pictures a second for a network", (found) => ({ found: { ...found, fps: 120 } }), ["format"]],
  [
    "ten minutes and a half, with as many looks",
    (found) => ({
      ...{ maxSeconds: 700, networks: networksOf(["showcase"]) },
      found: { ...found, seconds: 630, looks: [...found.looks, { at: 630, brightness: 99, change: 9 }] },
    }),
    ["format"],
  ],
  ["another text than was heard", () => ({ transcript: "Bad office tea. Meet morning roast." }), ["speech"]],
  [
    "a caption over the product",
    (found) => moved(found, ({ kind, scene }) => kind === "caption" && scene === 1, { y: 700 }),
    ["overlap"],
  ],
  ["a hook over the face", (found) => moved(found, ({ kind }) => kind === "headline", { y: 700 }), ["overlap"]],
  [
    "a label under a network's own controls",
    (found) => moved(found, ({ kind }) => kind === "label", { y: 40 }),
    ["safe-area"],
  ],
  ["a stretched logo", (found) => withLogo(found, box(300, 400, 400, 300)), ["logo"]],
];
test.each(unheardOf)("%s is found, and nothing else", (_, plant, gates) => {
  const found = { ...clean, width: 1080, height: 1920 };
  expect(gatesOf(runGates({ ...rules, found, ...plant(found) }))).toEqual(gates);
});

test("words that were heard as they are written pass, and so does a video that says something else than another", () => {
  const { sound, ...rest } = clean.fingerprint;
  const other = { ...rest, sound: [...sound].map((bit) => (bit === "1" ? "0" : "1")).join("") };
  const found = { ...clean, width: 1080, height: 1920 };
  const neighbours = [{ name: "Another", fingerprint: other }];
  const transcript = "sad office coffee meet morning roast";
  expect(runGates({ ...rules, found, neighbours, transcript })).toEqual([]);
});

test("when a picture that it was made from is gone, the file is checked all the same, and what was left out is said", async () => {
  const shots = rules.board.shots.map((shot) => (shot.type === "product" ? { ...shot, picture: "/gone.png" } : shot));
  const findings = await check(cleanFile, { board: { ...rules.board, shots } });
  expect(gatesOf(findings)).toEqual(["left-out"]);
  expect(findings[0]?.message).toMatch(/gone|picture/);
});
