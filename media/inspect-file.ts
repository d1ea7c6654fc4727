import { statSync } from "node:fs";
import { avGetCodecName } from "node-av";
import { Demuxer } from "node-av/api";
import sharp from "sharp";
import type { Inspection, InspectionOrder } from "./inspect.ts";
import { readDigitalSourceType } from "./provenance.ts";
import { layOutVideo } from "./quality/laid-out.ts";
import { type Heard, listen, silent, soundBits } from "./quality/measure/listen.ts";
import { createEyes } from "./quality/measure/see.ts";
import { watch } from "./quality/measure/watch.ts";
import { checkSpelling, type Dictionaries, openDictionaries } from "./quality/measure/words.ts";

/**
 * Decodes a video file once, right here: a second or two in which nothing else runs, so the studio has `createInspector` do
 * it elsewhere. Throws what the decoder throws.
 */
export async function inspectFile(
  order: InspectionOrder,
  dictionaries: Dictionaries = openDictionaries,
): Promise<Inspection> {
  const { file, board } = order;
  const { layout, leftOut } = await findLayout(board);
  using input = Demuxer.openSync(file);
  const video = input.video();
  const audio = input.audio();
  const [width, height] = [video?.codecpar.width ?? 0, video?.codecpar.height ?? 0];
  const pictures = await sizePictures(layout.flatMap(({ picture }) => picture ?? []));
  const eyes = board && video ? await createEyes(board, layout, { width, height }) : undefined;
  const seen = video ? watch(file, (look) => eyes?.look(look)) : { looks: [], frames: [] };
  const heard: Heard = audio ? listen(file) : silent;
  return {
    seconds: input.duration,
    width,
    height,
    bytes: statSync(file).size,
    videoCodec: video ? avGetCodecName(video.codecpar.codecId) : null,
    audioCodec: audio ? avGetCodecName(audio.codecpar.codecId) : null,
    fps: video ? video.avgFrameRate.num / Math.max(1, video.avgFrameRate.den) : 0,
    ...heard,
    looks: seen.looks,
    label: eyes?.label ?? [],
    seen: eyes?.seen ?? [],
    layout,
    leftOut,
    pictures,
    misspelt: board ? await checkSpelling(board, order.locale ?? "en", order.lexicon ?? [], dictionaries) : [],
    fingerprint: { seconds: input.duration, frames: seen.frames, sound: soundBits(heard.levels) },
    digitalSourceType: await readDigitalSourceType(file),
  };
}

/** Where things stand is known from what the video was made from. When a part of that is gone, the file still is checked. */
async function findLayout(board: InspectionOrder["board"]): Promise<Pick<Inspection, "layout" | "leftOut">> {
  if (!board) return { layout: [], leftOut: null };
  try {
    return { layout: await layOutVideo(board), leftOut: null };
  } catch (error) {
    return { layout: [], leftOut: error instanceof Error ? error.message : String(error) };
  }
}

async function sizePictures(files: string[]): Promise<Inspection["pictures"]> {
  const sized = [...new Set(files)].map(async (file) => {
    const { width = 1, height = 1 } = await sharp(file, { limitInputPixels: 50_000_000 }).metadata();
    return [file, { width, height }] as const;
  });
  return Object.fromEntries(await Promise.all(sized));
}
