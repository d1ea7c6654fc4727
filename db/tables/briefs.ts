import type { Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

export type BriefTable = BrandOwned & {
  id: Id;
  name: string;
  goal: string;
  audience: string;
  productId: string;
  offer: string | null;
  proofPoints: Json<string[]>;
  mustSay: Json<string[]>;
  neverSay: Json<string[]>;
  tone: string;
  hooks: Json<string[]>;
  angles: Json<string[]>;
  channels: Json<string[]>;
  locales: Json<string[]>;
  ratios: Json<string[]>;
  lengthSeconds: number;
  maxVariants: number;
  budgetCents: number | null;
  seed: string;
  createdBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
  archivedAt: Moment;
};

export type BriefPersonaTable = BrandOwned & { briefId: string; personaId: string; position: number };

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
  seed: string;
  note: string | null;
  createdAt: WrittenAt;
};
