import { fork } from "node:child_process";
import { open } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MediaRefused } from "./picture.ts";

/** What is kept of an uploaded clip: an upright, silent MP4 with square pixels at `out`, and its first look at `poster`. */
export type NormalClip = { width: number; height: number; seconds: number };
export type NormaliseOrder = { file: string; out: string; poster: string };
export type NormaliseReport = { clip: NormalClip } | { refused: [code: MediaRefused["code"], message: string] };

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
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("./normalise-clip-child.ts", import.meta.url)), [], {
      execArgv: ["--import", loader, `--max-old-space-size=${memoryMb}`],
      // Keys and tokens of the studio have no business where foreign clips are decoded.
      env: { NODE_ENV: "production" },
    });
    const clock = setTimeout(() => {
      reject(new MediaRefused("too-large", "The clip takes too long to read. Save it smaller, then choose it again."));
      child.kill("SIGKILL");
    }, timeoutMs);
    child.once("message", (report: NormaliseReport) => {
      if ("clip" in report) resolve(report.clip);
      else reject(new MediaRefused(...report.refused));
    });
    child.once("error", reject);
    // After a report this changes nothing any more; without one the decoder has broken on what it was given.
    child.once("exit", () => {
      clearTimeout(clock);
      reject(new MediaRefused(...unreadable));
    });
    child.send(order);
  });
}

export const unreadable: [MediaRefused["code"], string] = [
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

/** Found from here, not from the working directory, so that it works wherever the studio was started. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
