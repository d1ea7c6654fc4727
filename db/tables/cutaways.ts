import type { BrandOwned, Id, Moment, WrittenAt } from "./columns.ts";

/** A picture or clip of a product that its videos cut to. `file` and `poster` are keys in the file store. */
export type CutawayTable = BrandOwned & {
  id: Id;
  productId: string;
  kind: "picture" | "clip";
  /** What is to be seen in it, in words. */
  shows: string;
  file: string;
  /** A still of it: the picture itself, or a clip's first frame. */
  poster: string;
  sha256: string;
  width: number;
  height: number;
  /** Of a clip; null of a picture. */
  seconds: number | null;
  rights: "own" | "licensed";
  /** Under which terms, when it is licensed. */
  licence: string | null;
  uploadedBy: string | null;
  createdAt: WrittenAt;
  removedAt: Moment;
  removedBy: string | null;
};

/** Two pictures of a product that somebody says are a before and an after. `shows` says what changed. */
export type BeforeAfterTable = BrandOwned & {
  id: Id;
  productId: string;
  beforeId: string;
  afterId: string;
  shows: string;
  markedBy: string | null;
  createdAt: WrittenAt;
  removedAt: Moment;
  removedBy: string | null;
};
