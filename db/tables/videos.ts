import type { ColumnType, Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** With logo, price, call and address in the picture, or without: for networks whose rules forbid them. */
export type Cut = "branded" | "clean";

/** A JSON document that may be absent. */
type Document = ColumnType<object | null, object | string | null | undefined, string | null>;

/** An assembled version. File paths are keys in the file store. `sha256` is of the video file: what an approval is bound to. */
export type VideoTable = BrandOwned & {
  id: Id;
  variantId: string;
  scriptId: string;
  version: number;
  tier: string;
  provider: string;
  file: string;
  poster: string;
  captions: string;
  sha256: string;
  bytes: number;
  seconds: number;
  width: number;
  height: number;
  label: string;
  storyboard: Json;
  /** Which cut the file is. */
  cut: Generated<Cut>;
  /** What the video is known again by, what the checks measured, and what its file says of its origin; null when unknown. */
  fingerprint: Document;
  measured: Document;
  provenance: Document;
  /** The version of the brand's kit that it was made with. */
  kitVersion: Generated<number | null>;
  createdAt: WrittenAt;
  supersededAt: Moment;
};

/** Another cut of a video: its own file of the same storyboard. A shot with the hash of one of the video's is that very shot. */
export type VideoCutTable = BrandOwned & {
  videoId: string;
  cut: Cut;
  file: string;
  poster: string;
  captions: string;
  sha256: string;
  bytes: number;
  seconds: number;
  width: number;
  height: number;
  storyboard: Json;
  shots: Json<{ hash: string; seconds: number; startsAt: number; reused: boolean }[]>;
  measured: Document;
  provenance: Document;
  createdAt: WrittenAt;
};

export type VideoShotTable = BrandOwned & { videoId: string; position: number; takeId: string; startsAt: number };

/** One result of a check, at a sentence of a script or a moment of a video. */
export type FindingTable = BrandOwned & {
  id: Id;
  variantId: string;
  videoId: string | null;
  gate: string;
  severity: "block" | "warn" | "info";
  message: string;
  /** The cut that it was found in, when it is not the video's own file. */
  cut: Generated<Cut | null>;
  atSeconds: number | null;
  /** Where what was found ends, when it has a length. */
  untilSeconds: Generated<number | null>;
  /** What one press does about it; the checks' own schema reads it. */
  fix: Document;
  createdAt: WrittenAt;
};

/** A reviewer's decision on the exact bytes named by `sha256`, and on those of the other cuts by `cuts`. Taking it back fills `withdrawnAt`; nothing is deleted. */
export type DecisionTable = BrandOwned & {
  id: Id;
  videoId: string;
  variantId: string;
  decision: "approved" | "sent-back" | "rejected";
  note: string | null;
  sha256: string;
  cuts: ColumnType<Partial<Record<Cut, string>>, string | undefined, never>;
  decidedBy: string | null;
  decidedAt: WrittenAt;
  withdrawnAt: Moment;
  withdrawnBy: string | null;
};

/** Every cost and credit. `amountMicros` is in millionths of a US dollar; failed attempts are here too. */
export type LedgerTable = BrandOwned & {
  id: Id;
  workspaceId: string;
  kind: string;
  provider: string;
  variantId: string | null;
  takeId: string | null;
  amountMicros: number;
  note: string;
  at: WrittenAt;
};
