import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** One step of the work on a script by hand. `number` counts from 1 within a variant; `step` says what was done. */
export type ScriptDraftTable = BrandOwned & {
  id: Id;
  variantId: string;
  number: number;
  baseVersion: number;
  script: Json;
  step: string;
  writtenBy: string | null;
  writtenAt: WrittenAt;
};

/** Something that a persona has said in an accepted script: an opinion, or a fact about a product. */
export type CanonFactTable = BrandOwned & {
  id: Id;
  personaId: string;
  scriptId: string;
  variantId: string;
  kind: string;
  sentence: string;
  saidAt: WrittenAt;
  withdrawnAt: Moment;
};
