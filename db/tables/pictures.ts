import type { Generated } from "kysely";
import type { BrandOwned, Id, WrittenAt } from "./columns.ts";

/** A picture of a persona that a picture model makes or made. `file` is a key in the file store, set when it is done. */
export type PersonaPictureTable = BrandOwned & {
  id: Id;
  personaId: string;
  /** What is in the persona's hand; null for other views. */
  productId: string | null;
  view: string;
  prompt: string;
  state: Generated<"queued" | "drawing" | "done" | "failed">;
  failure: string | null;
  provider: string | null;
  model: string | null;
  costMicros: Generated<number>;
  file: string | null;
  sha256: string | null;
  width: number | null;
  height: number | null;
  requestedBy: string | null;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
};
