import type { ColumnType, Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/**
 * What films a brief's videos: ids of dossiers in the order in which they are asked, the built-in `animatic` last. With
 * "draft-first" the others film a video once its animatic was approved, with "filmed-draft" once a filmed draft was, with
 * "final" at once.
 */
export type BriefFootage = { models: string[]; tier: "draft-first" | "filmed-draft" | "final" };

export type BriefTable = BrandOwned & {
  id: Id;
  name: string;
  goal: string;
  audience: string;
  productId: string;
  offer: string | null;
  /** Days as "2026-11-30", in the brand's zone; null for open. */
  offerStarts: Generated<string | null>;
  offerEnds: Generated<string | null>;
  proofPoints: Json<string[]>;
  /** Links by the proof point that they prove. */
  evidence: ColumnType<Record<string, string>, string | undefined, string>;
  mustSay: Json<string[]>;
  neverSay: Json<string[]>;
  tone: string;
  hooks: Json<string[]>;
  angles: Json<string[]>;
  channels: Json<string[]>;
  locales: Json<string[]>;
  ratios: Json<string[]>;
  /** In seconds. */
  lengths: Json<number[]>;
  footage: ColumnType<BriefFootage, string | undefined, string>;
  /** A style of captions, and a bed or "none"; null for what the kit says. */
  captions: Generated<string | null>;
  music: Generated<string | null>;
  maxVariants: number;
  budgetCents: number | null;
  /** Days within which the videos should go out; null for open. */
  publishFrom: Generated<string | null>;
  publishUntil: Generated<string | null>;
  seed: string;
  createdBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
  archivedAt: Moment;
};

export type BriefPersonaTable = BrandOwned & { briefId: string; personaId: string; position: number };

/** The products of a brief beside its first. */
export type BriefProductTable = BrandOwned & { briefId: string; productId: string; position: number };

/** A cell that somebody put into the plan or took out of it by hand. */
export type BriefCellTable = BrandOwned & {
  briefId: string;
  productId: string;
  personaId: string;
  hook: string;
  angle: string;
  locale: string;
  ratio: string;
  lengthSeconds: number;
  chosen: boolean;
};

/** A form as it is being filled in. `revision` rises with each saving; `briefId` says which brief it changes. */
export type BriefDraftTable = BrandOwned & {
  id: Id;
  briefId: string | null;
  fields: Json<Record<string, string[]>>;
  revision: Generated<number>;
  writtenBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
  discardedAt: Moment;
};

/** A launch is a row: who, when, and how many variants it asked for. */
export type BriefLaunchTable = BrandOwned & {
  id: Id;
  briefId: string;
  launchedBy: string | null;
  launchedAt: WrittenAt;
  variants: number;
};

/** Where a variant is in its making. What a reviewer decided is derived from `decisions`, kept here for lists. */
export type VariantState =
  | "queued"
  | "writing"
  | "rendering"
  | "checking"
  | "in-review"
  | "approved"
  | "rejected"
  | "failed";

/** One cell of the brief's matrix, with its exact tags. `progress` runs from 0 to 1 within making. */
export type VariantTable = BrandOwned & {
  id: Id;
  briefId: string;
  personaId: string;
  productId: string;
  position: number;
  angle: string;
  hook: string;
  locale: string;
  ratio: string;
  lengthSeconds: number;
  cta: string;
  /** What making it was priced at when it was launched, in millionths of a US dollar; held until it is made. */
  priceMicros: Generated<number>;
  state: Generated<VariantState>;
  progress: Generated<number>;
  stage: string | null;
  failure: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
};

export type ScriptTable = BrandOwned & {
  id: Id;
  variantId: string;
  version: number;
  script: Json;
  writer: string;
  model: string | null;
  prompt: Generated<string | null>;
  writtenBy: Generated<string | null>;
  seed: string;
  note: string | null;
  createdAt: WrittenAt;
};
