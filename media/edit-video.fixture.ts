import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type Canvas, createCanvas } from "./canvas/frame.ts";
import { assembleVideo } from "./codec/assemble.ts";
import { encodeSound } from "./codec/encode-sound.ts";
import { type ClipReader, readClip } from "./codec/read-clip.ts";
import { readSound } from "./codec/read-sound.ts";
import { startSegment } from "./codec/segment.ts";
import { writeOrigin } from "./provenance.ts";

/** What is changed of a video: its pictures one by one, their order, its sound; null for no sound of its own. */
export type Edit = {
  picture?: (canvas: Canvas, seconds: number) => void;
  /** Which picture is shown at each place; all in their order unless said otherwise. */
  order?: (frames: number) => number[];
  sound?: (samples: Float32Array, sampleRate: number) => void;
  /** The digital source type to write; null for a file without metadata. */
  origin?: string | null;
};

/** Opens a video for edits that are cheap: what an edit leaves alone is not encoded again. */
export function openVideo(
  file: string,
  size: { width: number; height: number; fps: number; seconds: number },
  origin: string,
) {
  const { width, height, fps } = size;
  const frames = Math.round(size.seconds * fps);
  const heard = readSound(file);
  const kept = { picture: `${file}.picture.mp4`, sound: `${file}.sound.mp4` };

  async function encodePicture(out: string, { picture, order }: Edit): Promise<void> {
    const writer = await startSegment(out, { width, height, fps, quality: "preview" });
    const clip: ClipReader = readClip(file, { width, height, fps });
    // In turn: the encoder reads the one before while the next is drawn.
    const canvases = [createCanvas(width, height), createCanvas(width, height)] as const;
    let nth = 0;
    for (const index of order?.(frames) ?? Array.from({ length: frames }, (_, at) => at)) {
      const canvas = canvases[nth++ % 2 === 0 ? 0 : 1];
      clip.draw(canvas, index);
      picture?.(canvas, index / fps);
      await writer.add(canvas);
    }
    await writer.finish();
    clip.close();
  }
  function encodeHeard(out: string, edit?: Edit["sound"]): void {
    const samples = heard.samples.slice();
    edit?.(samples, heard.sampleRate);
    encodeSound(out, { samples, sampleRate: heard.sampleRate });
  }
  return {
    /** Encodes what is not edited, once. */
    async keep(): Promise<void> {
      await encodePicture(kept.picture, {});
      encodeHeard(kept.sound);
    },
    async save(out: string, edit: Edit): Promise<string> {
      const picture = edit.picture || edit.order ? `${out}.picture.mp4` : kept.picture;
      const sound = edit.sound ? `${out}.sound.mp4` : kept.sound;
      if (picture !== kept.picture) await encodePicture(picture, edit);
      if (sound !== kept.sound) encodeHeard(sound, edit.sound);
      assembleVideo(out, [{ file: picture, startFrame: 0 }], sound, { fps, title: "Edited", note: "" });
      const digitalSourceType = edit.origin === undefined ? origin : edit.origin;
      if (digitalSourceType) await writeOrigin(out, { digitalSourceType, description: "Edited", creator: "A test" });
      for (const each of [picture, sound]) if (!Object.values(kept).includes(each)) await rm(each);
      return out;
    },
    /** The first share of a file's bytes, as a broken upload leaves it. */
    async cut(out: string, share: number): Promise<string> {
      const bytes = readFileSync(file);
      writeFileSync(out, bytes.subarray(0, Math.round(bytes.length * share)));
      return out;
    },
  };
}
