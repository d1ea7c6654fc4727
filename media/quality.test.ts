import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCanvas } from "./canvas/frame.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { startSegment } from "./codec/segment.ts";
import type { Inspection } from "./inspect.ts";
import { inspectFile } from "./inspect-file.ts";
import { writeOrigin } from "./provenance.ts";
import type { Facts } from "./quality/facts.ts";
import { runGates } from "./quality/gates.ts";
import { checkVideoFile, networksOf, type Rules } from "./quality.ts";
import { createRenderer } from "./render.ts";
import { composeSampleBoard } from "./sample-board.ts";
import type { Storyboard } from "./storyboard.ts";

const algorithmic = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";
let folder: string;
let rules: Rules;
let clean: Inspection;
let file: string;

/** A whole video at preview size, made and decoded once: defects are planted into what it is held against, or seen. */
beforeAll(async () => {
  hushFfmpeg();
  folder = await mkdtemp(path.join(tmpdir(), "troupe-quality-"));
  const sample = await composeSampleBoard(folder);
  const picture = await drawBag("#c9714b");
  const shots = sample.shots.flatMap((shot) =>
    shot.type === "text-card" ? [] : [shot.type === "product" ? { ...shot, picture } : shot],
  );
  const board: Storyboard = { ...sample, shots };
  const renderer = createRenderer({ workers: 2, cacheDir: folder, shotTimeoutMs: 60_000, memoryMb: 1536 });
  const video = await renderer.render(board, folder, { tier: "preview" });
  await renderer.close();
  file = video.file;
  await writeOrigin(file, { digitalSourceType: algorithmic, description: board.label, creator: "Troupe" });
  rules = {
    ...{ board, minSeconds: 4, maxSeconds: 8, networks: networksOf(["showcase"]), locale: "en", neighbours: [] },
    lexicon: ["Nordlys Coffee", "Morning Roast"],
    provenance: { digitalSourceType: algorithmic, signed: false },
  };
  // The gates ask for the full size; everything else is the same in a preview.
  clean = { ...(await inspectFile({ file, board, lexicon: rules.lexicon })), width: 1080, height: 1920 };
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const gatesOf = (facts: Facts) => [...new Set(runGates(facts).map(({ gate }) => gate))];

test("a clean video passes every gate", () => {
  expect(runGates({ ...rules, found: clean })).toEqual([]);
  expect(clean).toMatchObject({ leftOut: null, videoCodec: "h264", audioCodec: "aac", misspelt: [] });
  expect(Math.min(...clean.label.map(({ likeness }) => likeness))).toBeGreaterThan(0.9);
});

test("another label, product and spelling than the picture's are seen in its pixels", async () => {
  const shots = await Promise.all(
    rules.board.shots.map(async (shot) => {
      if (shot.type === "product") return { ...shot, picture: await drawBag("#2f6fd0") };
      return shot.type === "talking-head" ? { ...shot, onScreen: "Sad office coffe?" } : shot;
    }),
  );
  const board: Storyboard = { ...rules.board, shots, label: "AI-generated · Sponsored by nobody" };
  const found = { ...(await inspectFile({ file, board, lexicon: rules.lexicon })), width: 1080, height: 1920 };
  const findings = runGates({ ...rules, board, found });
  // Where captions would stand beside another text, there are none in this file: legibility may say so, too.
  expect(findings.map(({ gate }) => gate)).toEqual(expect.arrayContaining(["label", "product-colour", "spelling"]));
  expect(findings).toContainEqual(
    expect.objectContaining({ fix: { action: "use-spelling", scene: 0, from: "coffe", to: "coffee" } }),
  );
  expect(findings.find(({ gate }) => gate === "label")).toMatchObject({ severity: "block", atSeconds: 0 });
});

test("black, standing, silent pictures without label or origin are found in a real file", async () => {
  const bad = path.join(folder, "bad.mp4");
  const canvas = createCanvas(270, 480);
  const writer = await startSegment(bad, { width: 270, height: 480, fps: 24, quality: "preview" });
  for (let frame = 0; frame < 24 * 10; frame++) {
    canvas.y.fill(frame < 24 * 2.5 ? 16 : 150);
    canvas.u.fill(128);
    canvas.v.fill(128);
    await writer.add(canvas);
  }
  await writer.finish();
  const { findings } = await checkVideoFile(bad, rules);
  const found = Object.fromEntries(findings.map((each) => [each.gate, each]));
  expect(Object.keys(found).sort()).toEqual(
    ["black", "format", "frozen", "label", "legibility", "length", "product-colour", "provenance", "silence"].sort(),
  );
  expect(found.black).toMatchObject({ severity: "block", atSeconds: 0, fix: { action: "make-again" } });
  expect(found.frozen?.atSeconds).toBeCloseTo(2.67, 0);
});

const quieter = (levels: Inspection["levels"], from: number, to: number) =>
  levels.map((each) => (each.at >= from && each.at < to ? { ...each, db: -80 } : each));
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

/** What is planted, and the gates that have to find it: no other may. */
const defects: [string, (facts: Facts) => Partial<Facts>, string[]][] = [
  ["a small picture", ({ found }) => ({ found: { ...found, width: 540 } }), ["format"]],
  ["too many pictures a second for a network", ({ found }) => ({ found: { ...found, fps: 120 } }), ["format"]],
  ["ten minutes and a half", ({ found }) => ({ found: { ...found, seconds: 630 }, maxSeconds: 700 }), ["format"]],
  ["two seconds", ({ found }) => ({ found: { ...found, seconds: 2 } }), ["length"]],
  ["a whisper", ({ found }) => ({ found: { ...found, integratedLufs: -22 } }), ["loudness"]],
  ["clipping", ({ found }) => ({ found: { ...found, truePeakDbtp: 0.3 } }), ["loudness"]],
  [
    "a line that is not there",
    ({ found }) => ({ found: { ...found, levels: quieter(found.levels, 0.1, 1.7) } }),
    ["speech"],
  ],
  [
    "sound that comes a fifth of a second late",
    ({ found }) => ({ found: { ...found, levels: found.levels.map((each) => ({ ...each, at: each.at + 0.2 })) } }),
    ["speech"],
  ],
  ["another text than was heard", () => ({ transcript: "Bad office tea. Meet morning roast." }), ["speech"]],
  ["a label that does not say AI", ({ board }) => ({ board: { ...board, label: "Ad" } }), ["label"]],
  [
    "a label that is covered for two seconds",
    ({ found }) => ({
      found: {
        ...found,
        label: found.label.map((each) => (each.at > 1 && each.at < 3 ? { ...each, likeness: 0.2 } : each)),
      },
    }),
    ["label"],
  ],
  ["an origin that was lost", ({ found }) => ({ found: { ...found, digitalSourceType: null } }), ["provenance"]],
  [
    "a caption over the product",
    ({ found }) => ({
      found: {
        ...found,
        layout: found.layout.map((each) =>
          each.kind === "caption" && each.scene === 1 ? { ...each, box: { ...each.box, y: 700 } } : each,
        ),
      },
    }),
    ["overlap"],
  ],
  [
    "a label under the network's own controls",
    ({ found }) => ({
      networks: networksOf(["tiktok"]).map((network) => ({ ...network, logo: true })),
      found: {
        ...found,
        layout: found.layout.map((each) => (each.kind === "label" ? { ...each, box: { ...each.box, y: 40 } } : each)),
      },
    }),
    ["safe-area"],
  ],
  [
    "text of the colour behind it",
    ({ found }) => ({
      found: {
        ...found,
        seen: found.seen.map((each) =>
          found.layout[each.thing]?.kind === "headline" ? { ...each, contrast: 1.4 } : each,
        ),
      },
    }),
    ["legibility"],
  ],
  [
    "type that is too small",
    ({ found }) => ({
      found: { ...found, layout: found.layout.map((each) => (each.kind === "price" ? { ...each, size: 18 } : each)) },
    }),
    ["legibility"],
  ],
  [
    "ten words for one second",
    ({ found }) => ({
      found: {
        ...found,
        layout: found.layout.map((each) =>
          each.kind === "headline"
            ? { ...each, text: "One two three, four five six seven eight nine ten", to: each.from + 1 }
            : each,
        ),
      },
    }),
    ["reading-time"],
  ],
  [
    "a stretched logo",
    ({ found }) => ({
      found: {
        ...found,
        layout: [...found.layout, logo(box(300, 400, 400, 300))],
        pictures: { logo: { width: 600, height: 200 } },
      },
    }),
    ["logo"],
  ],
  [
    "a logo where none is allowed",
    ({ found }) => ({
      networks: networksOf(["tiktok"]).map((network) => ({ ...network, margins: null })),
      found: {
        ...found,
        layout: [...found.layout, logo(box(300, 400, 600, 200))],
        pictures: { logo: { width: 600, height: 200 } },
      },
    }),
    ["logo"],
  ],
  [
    "the same video once more",
    ({ found }) => ({ neighbours: [{ name: "Maja’s “Hook”", fingerprint: found.fingerprint }] }),
    ["duplicate"],
  ],
];
const logo = (place: ReturnType<typeof box>) => ({
  kind: "logo" as const,
  box: place,
  from: 4.3,
  to: 5,
  scene: 9,
  picture: "logo",
});

test.each(defects)("%s is found, and nothing else", (_, plant, gates) => {
  const facts: Facts = { ...rules, found: clean };
  expect(gatesOf({ ...facts, ...plant(facts) })).toEqual(gates);
});

test("words that were heard as they are written pass the transcript", () => {
  expect(gatesOf({ ...rules, found: clean, transcript: "sad office coffee meet morning roast" })).toEqual([]);
});

test("a video of the same persona that says something else is no duplicate", () => {
  const { frames, ...rest } = clean.fingerprint;
  const other = { ...rest, frames, sound: [...rest.sound].map((bit) => (bit === "1" ? "0" : "1")).join("") };
  expect(gatesOf({ ...rules, found: clean, neighbours: [{ name: "Another", fingerprint: other }] })).toEqual([]);
});

test("a file that is no video is a finding, not an error", async () => {
  const broken = path.join(folder, "broken.mp4");
  await writeFile(broken, "this is not a video");
  const { findings, found } = await checkVideoFile(broken, rules);
  expect(findings).toMatchObject([{ gate: "readable", severity: "block", fix: { action: "make-again" } }]);
  expect(found).toBeUndefined();
});

test("when a picture that it was made from is gone, the file is checked all the same, and what was left out is said", async () => {
  const shots = rules.board.shots.map((shot) => (shot.type === "product" ? { ...shot, picture: "/gone.png" } : shot));
  const found = await inspectFile({ file: path.join(folder, "bad.mp4"), board: { ...rules.board, shots } });
  expect(found.layout).toEqual([]);
  expect(gatesOf({ ...rules, found: { ...clean, leftOut: found.leftOut } })).toEqual(["left-out"]);
  expect(found.leftOut).toMatch(/gone|picture/);
});

/** A bag with a label on white, as shops photograph them. */
async function drawBag(colour: string): Promise<string> {
  const out = path.join(folder, `bag-${colour.slice(1)}.png`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600" fill="#fff"/><path d="M150 60H450L490 560H110Z" fill="${colour}"/><rect x="200" y="240" width="200" height="150" rx="20" fill="#f6efe6"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(out);
  return out;
}
