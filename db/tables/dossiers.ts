import type { Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** Where in the dossier, what it says there, and the words of the document that say so. */
export type DossierReason = { path: string; quote: string; why: string };

/** A change of a dossier, as a language model proposed it and a person decided. `before` and `after` are whole files. */
export type DossierChangeTable = {
  id: Id;
  workspaceId: string;
  dossier: string;
  before: string;
  after: string;
  summary: string;
  reasons: Json<DossierReason[]>;
  /** What whoever decides should look at twice, in sentences. */
  cautions: Json<string[]>;
  /** Where the document came from, as whoever brought it said. */
  source: string;
  sourceSha256: string;
  model: string;
  prompt: string;
  costMicros: number;
  proposedBy: string | null;
  proposedName: string;
  proposedAt: WrittenAt;
  decision: Generated<"accepted" | "declined" | null>;
  decidedBy: Generated<string | null>;
  decidedName: Generated<string | null>;
  decidedAt: Moment;
};

/** `shot` is studio/shots' DirectedShot, `portrait` media's. */
export type PlaygroundClipTable = BrandOwned & {
  id: Id;
  key: string;
  shot: Json;
  voice: string;
  pace: number;
  portrait: Json<object | null>;
  productId: string | null;
  state: Generated<"queued" | "rendering" | "done" | "failed">;
  stage: Generated<string>;
  progress: Generated<number>;
  failure: Generated<string | null>;
  file: Generated<string | null>;
  poster: Generated<string | null>;
  seconds: Generated<number | null>;
  madeInMs: Generated<number | null>;
  requestedBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
};
