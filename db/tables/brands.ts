import type { Generated } from "kysely";
import type { BrandOwned, Id, Json, Moment, WrittenAt } from "./columns.ts";

/** A product line with one kit. `zone` is an IANA zone; the publishing slots are wall-clock times in it. */
export type BrandTable = {
  id: Id;
  workspaceId: string;
  slug: string;
  name: string;
  zone: Generated<string>;
  createdAt: WrittenAt;
  archivedAt: Moment;
};

/** One version of a brand kit, as read from its folder. `folder` is where its files were copied, below the file store. */
export type BrandKitTable = BrandOwned & {
  id: Id;
  version: number;
  kit: Json;
  voice: string;
  folder: string;
  sha256: string;
  createdAt: WrittenAt;
};

/** A weekly publishing slot: ISO weekday 1 (Monday) to 7, minute of the day 0 to 1439 in the brand's zone. */
export type ScheduleSlotTable = BrandOwned & { id: Id; weekday: number; minute: number };

/** What is sold. `priceCents` is null when the shop gave none; nothing may then be said about the price. */
export type ProductTable = BrandOwned & {
  id: Id;
  handle: string;
  title: string;
  description: string;
  benefits: Json<string[]>;
  facts: Json<string[]>;
  priceCents: number | null;
  currency: string | null;
  url: string | null;
  picture: string | null;
  pictureUrl: string | null;
  pictureNote: string | null;
  source: string;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
  archivedAt: Moment;
};

/** A synthetic influencer. `bible` is studio/personas' schema; `portrait` is media's. */
export type PersonaTable = BrandOwned & {
  id: Id;
  name: string;
  kind: Generated<"synthetic" | "cameo">;
  bible: Json;
  portrait: Json;
  portraitFile: string | null;
  voice: string;
  pace: Generated<number>;
  createdAt: WrittenAt;
  updatedAt: Generated<Date>;
  archivedAt: Moment;
};
