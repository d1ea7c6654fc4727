import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { answerOnce } from "./answer-once.ts";
import { captionStyles, endCardDesigns } from "./caption-styles.ts";
import { encodeSound } from "./codec/encode-sound.ts";
import { hushFfmpeg } from "./codec/ffmpeg.ts";
import { synthesiseBed } from "./music/synthesise.ts";
import type { SampleName, SampleOrder } from "./sample-desk.ts";
import { drawCaptionSample, drawEndCardSample } from "./samples.ts";

/** Seconds of a bed that are played, and over how many of them it fades out. */
const [heard, fading] = [9, 1.2];

hushFfmpeg();
answerOnce<SampleOrder>((order) =>
  carryOut(order).then(
    () => ({}),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  ),
);

async function carryOut(order: SampleOrder): Promise<void> {
  if (order.kind === "bed") return playBed(order);
  const { look, words, folder } = order;
  await mkdir(folder, { recursive: true });
  const save = (name: SampleName, png: Buffer) => writeFile(path.join(folder, `${name}.png`), png);
  for (const style of captionStyles) await save(`captions-${style}`, await drawCaptionSample(style, look));
  for (const design of endCardDesigns) await save(`end-card-${design}`, await drawEndCardSample(design, look, words));
}

function playBed({ bed, seed, out }: Extract<SampleOrder, { kind: "bed" }>): void {
  const { samples, sampleRate } = synthesiseBed(bed, seed);
  const length = Math.min(samples.length, heard * sampleRate);
  const from = length - fading * sampleRate;
  const faded = samples
    .subarray(0, length)
    .map((each, at) => (at < from ? each : each * ((length - at) / (length - from))));
  encodeSound(out, { samples: faded, sampleRate });
}
