import type { Fingerprint } from "./quality/fingerprint.ts";
import type { LaidOut } from "./quality/laid-out.ts";
import type { Storyboard } from "./storyboard.ts";

/** What a video file really is, as decoding the whole of it shows. Loudness by EBU R 128, seconds from its start. */
export type Inspection = {
  seconds: number;
  width: number;
  height: number;
  bytes: number;
  /** FFmpeg's names, such as h264 and aac; null when there is none. */
  videoCodec: string | null;
  audioCodec: string | null;
  fps: number;
  integratedLufs: number;
  truePeakDbtp: number;
  /** Loudness of each 20 ms, in dBFS RMS; −100 is nothing at all. */
  levels: { at: number; db: number }[];
  /** Three a second: brightness 0 to 255, and the mean difference to the look before (null for the first). */
  looks: { at: number; brightness: number; change: number | null }[];
  /** How much the label's place is like the drawn label, −1 to 1, at each look. Empty when nothing was asked. */
  label: { at: number; likeness: number }[];
  /**
   * What was seen of the `thing`th of the layout: the contrast of a text with what is behind it (1 to 21), or how far a
   * product's colours are off its picture (CIEDE2000).
   */
  seen: { thing: number; at: number; contrast?: number; drift?: number }[];
  /** Where everything stands in the picture, as it was drawn; empty when nothing was asked, or `leftOut` says why. */
  layout: LaidOut[];
  leftOut: string | null;
  /** The own size of pictures that the layout names, by file. */
  pictures: Record<string, { width: number; height: number }>;
  /** Words of the texts that no dictionary and no lexicon has, with the likely right one where there is one. */
  misspelt: { scene: number; word: string; better: string | null }[];
  fingerprint: Fingerprint;
  /** IPTC's address of where the video comes from, as the file's own metadata says; null when it does not. */
  digitalSourceType: string | null;
};

/** What to look for besides the file's own facts. */
export type InspectionOrder = {
  file: string;
  board?: Storyboard | undefined;
  lexicon?: readonly string[];
  locale?: string;
};

/** The file is no video, or breaks off. What the studio itself got wrong is any other error. */
export class Unreadable extends Error {
  override name = "Unreadable";
}
