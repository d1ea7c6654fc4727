import type { ColumnType, Generated } from "kysely";
import type { BrandOwned, Id, Moment, WrittenAt } from "./columns.ts";

/** A JSON document that a take may not have. */
type MaybeJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;

/** How a take of a video model stands. "unknown": the vendor was called, and nobody knows whether it took the order. */
export type TakeState = "ordered" | "sending" | "running" | "unknown" | "done" | "failed" | "cancelled";

/** What a take's price was counted from. `keeps` are the seconds of it that the shot shows. */
export type TakeAsked = {
  seconds: number;
  keeps: number;
  resolution: string;
  sound: boolean;
  /** How long the model may take. */
  deadlineMinutes: number;
};

/** What decoding a take's whole file showed. `black` and `frozen` are shares of its looks, 0 to 1. */
export type TakeProbe = {
  codec: string;
  seconds: number;
  width: number;
  height: number;
  fps: number;
  hasSound: boolean;
  black: number;
  frozen: number;
  sharpness: number;
};

/**
 * One attempt at a shot by one provider, with its cost in millionths of a US dollar; 0 when made on this machine. A take
 * of a video model has a `dossier`, and `shotHash` names what was asked: model, input, and which candidate it is.
 */
export type TakeTable = BrandOwned & {
  id: Id;
  shotHash: string;
  shotType: string;
  provider: string;
  seconds: number | null;
  costMicros: Generated<number>;
  reused: Generated<boolean>;
  /** Why it failed, as a sentence. */
  error: string | null;
  createdAt: WrittenAt;
  /** Whoever asked for it first; others may show it, too. */
  variantId: string | null;
  version: number | null;
  /** Which shot of the video, which clip of the shot, which attempt at the clip: all from 0. */
  position: number | null;
  part: number | null;
  candidate: number | null;
  dossier: string | null;
  /** The day the dossier was checked, and the beginning of its text's sha256. */
  dossierVersion: string | null;
  model: string | null;
  prompt: string | null;
  input: MaybeJson<Record<string, unknown>>;
  seed: number | null;
  tier: "draft" | "final" | null;
  state: Generated<TakeState>;
  predictionId: string | null;
  /** What it was expected to cost; held of the budget while it is open. */
  estimateMicros: Generated<number>;
  asked: MaybeJson<TakeAsked>;
  /** What the shot and the model could not agree on, and what was done about it. */
  resolutions: ColumnType<{ rule: string; sentence: string }[], string | undefined, string>;
  /** As the vendor reported them. */
  metrics: MaybeJson<Record<string, unknown>>;
  file: string | null;
  sha256: string | null;
  bytes: number | null;
  licence: string | null;
  probe: MaybeJson<TakeProbe>;
  /** How good its picture is by measure; the best of several candidates is shown. */
  score: number | null;
  orderedAt: Moment;
  sentAt: Moment;
  deadlineAt: Moment;
  cancelAskedAt: Moment;
  finishedAt: Moment;
  updatedAt: Generated<Date>;
};

/** The takes that a shot of a video shows, in their order. */
export type VideoFootageTable = BrandOwned & {
  videoId: string;
  position: number;
  part: number;
  takeId: string;
  seconds: number;
};

/** A message of a vendor that was taken in, by the vendor's own id for it. */
export type VendorWebhookTable = BrandOwned & { provider: string; id: string; takeId: string; receivedAt: WrittenAt };

/** A shot of a version that waits for a take, until somebody stops the filming of its variant. */
export type TakeWaiterTable = BrandOwned & {
  takeId: string;
  variantId: string;
  version: number;
  position: number;
  stoppedAt: Moment;
};

/** A version whose shots at `positions` are to be filmed; all others stay as they are in the video that it was made from. */
export type ShotRequestTable = BrandOwned & {
  variantId: string;
  version: number;
  videoId: string;
  positions: number[];
  createdAt: WrittenAt;
};
