import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** A claim and its evidence. `territories` empty holds anywhere; `expiresOn` is the last day it holds, like 2026-11-23. */
export type ClaimTable = BrandOwned & {
  id: Id;
  productId: string | null;
  personaId: string | null;
  statement: string;
  source: string;
  evidenceUrl: string;
  territories: Json<string[]>;
  expiresOn: string | null;
  addedBy: string | null;
  createdAt: WrittenAt;
  withdrawnAt: Moment;
};
