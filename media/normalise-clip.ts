import { open } from "node:fs/promises";
import { askChild, Unanswered } from "./ask-child.ts";
import { MediaRefused } from "./picture.ts";

/** What is kept of an uploaded clip: an upright, silent MP4 with square pixels at `out`, and its first look at `poster`. */
export type NormalClip = { width: number; height: number; seconds: number };
export type NormaliseOrder = { file: string; out: string; poster: string };
/** `refused` is null when the file itself cannot be read. */
export type NormaliseReport = { clip: NormalClip } | { refused: [code: MediaRefused["code"], message: string] | null };

/** Decoding and encoding a minute of 4K takes about a minute on two cores. */
const timeoutMs = 240_000;
const memoryMb = 512;

/**
 * Makes a clip that a camera or a program wrote (MP4, MOV, WebM; 1 to 60 seconds) into one that the renderer can play: turned
 * as it was held, at most 1080 × 1920 or 1920 × 1080, 30 frames a second, H.264, without sound, place or camera. Every frame
 * is decoded once, in a process of its own, because a file that was made to break a decoder would take the studio along.
 * Throws `MediaRefused` with a sentence.
 */
export async function normaliseClip(order: NormaliseOrder): Promise<NormalClip> {
  // FFmpeg would also open play lists and descriptions that name other files; what begins like a clip is one.
  if (!(await beginsLikeClip(order.file))) {
    throw new MediaRefused("not-a-clip", "That is not an MP4, MOV or WebM clip. Choose one, or save it as MP4 first.");
  }
  const report = await askChild<NormaliseReport>("normalise-clip-child.ts", order, { timeoutMs, memoryMb }).catch(
    (error: unknown) => {
      if (!(error instanceof Unanswered)) throw error;
      // Without an answer the decoder has broken on what it was given.
      throw error.why === "ended" ? new MediaRefused(...unreadable) : new MediaRefused(...endless);
    },
  );
  if ("refused" in report) throw new MediaRefused(...(report.refused ?? unreadable));
  return report.clip;
}

const endless: [MediaRefused["code"], string] = [
  "too-large",
  "The clip takes too long to read. Save it smaller, then choose it again.",
];

const unreadable: [MediaRefused["code"], string] = [
  "not-a-clip",
  "The clip cannot be read. Save it anew as MP4, then choose it again.",
];

async function beginsLikeClip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(12), 0, 12, 0);
    const isWebm = buffer.readUInt32BE(0) === 0x1a45dfa3;
    // QuickTime files of old begin with what is in them instead of what they are.
    return isWebm || ["ftyp", "moov", "mdat", "wide"].includes(buffer.toString("latin1", 4, 8));
  } finally {
    await handle.close();
  }
}
