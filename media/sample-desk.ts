import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { askChild } from "./ask-child.ts";
import { captionStyles, endCardDesigns } from "./caption-styles.ts";
import type { BedId } from "./music/beds.ts";
import { bedVersion } from "./music/synthesise.ts";
import type { EndCardWords } from "./samples.ts";
import { createFileHasher, rendererVersion } from "./shot-key.ts";
import type { Look } from "./storyboard.ts";

/** A picture of every style of captions and of every end card. */
export const sampleNames = [
  ...captionStyles.map((style) => `captions-${style}` as const),
  ...endCardDesigns.map((design) => `end-card-${design}` as const),
];
export type SampleName = (typeof sampleNames)[number];

/** What the drawing process is asked for: every picture of a look into a folder, or the beginning of a bed into a file. */
export type SampleOrder =
  | { kind: "pictures"; look: Look; words: EndCardWords; folder: string }
  | { kind: "bed"; bed: BedId; seed: string; out: string };

/** How much longer than any sample takes on a busy machine. */
const timeoutMs = 60_000;

export type SampleDesk = {
  /** The file of a PNG that shows a brand's captions or end card in one style. Fails when a font or the logo cannot be read. */
  picture(look: Look, words: EndCardWords, name: SampleName): Promise<string>;
  /** The file (MP4, AAC) with the first seconds of a bed as this seed has it. */
  bed(bed: BedId, seed: string): Promise<string>;
};

/**
 * Samples of what a kit may choose from, made on first request and kept in `folder` under a hash of what they are made of.
 * They are drawn in a process of their own, all pictures of a kit at once, so that nobody waits for them but who asked.
 */
export function createSampleDesk(folder: string): SampleDesk {
  const underWay = new Map<string, Promise<void>>();

  /** Answers when `place` is there; `make` gets a fresh name to write to, and whoever asks meanwhile waits for the same work. */
  async function keep(place: string, make: (fresh: string) => Promise<void>): Promise<string> {
    const there = await access(place).then(
      () => true,
      () => false,
    );
    if (there) return place;
    let making = underWay.get(place);
    if (!making) {
      making = makeWhole(place, make).finally(() => underWay.delete(place));
      underWay.set(place, making);
    }
    await making;
    return place;
  }

  return {
    async picture(look, words, name) {
      const readHash = createFileHasher();
      const files = [look.displayFont.file, look.textFont.file, ...(look.logo ? [look.logo] : [])];
      const hashes = await Promise.all(files.map(readHash));
      const key = hashOf([rendererVersion, look.brandName, look.palette, words, hashes]);
      const place = path.join(folder, key);
      await keep(place, (fresh) => makeSample({ kind: "pictures", look, words, folder: fresh }));
      return path.join(place, `${name}.png`);
    },
    bed(bed, seed) {
      const place = path.join(folder, `${hashOf([bedVersion, bed, seed])}.m4a`);
      return keep(place, (fresh) => makeSample({ kind: "bed", bed, seed, out: fresh }));
    },
  };
}

async function makeWhole(place: string, make: (fresh: string) => Promise<void>): Promise<void> {
  const fresh = `${place}.${randomUUID()}.part`;
  await mkdir(path.dirname(place), { recursive: true });
  try {
    await make(fresh);
    // Another process may have been quicker; what it made is the same.
    await rename(fresh, place).catch((error: unknown) => access(place).catch(() => Promise.reject(error)));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

const hashOf = (parts: unknown) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

async function makeSample(order: SampleOrder): Promise<void> {
  const { problem } = await askChild<{ problem?: string }>("sample-child.ts", order, { timeoutMs, memoryMb: 512 });
  if (problem !== undefined) throw new Error(`A sample cannot be made: ${problem}`);
}
