import type { Generated } from "kysely";
import type { BrandOwned, Moment } from "./columns.ts";

/** `sealed` is studio/secrets' form; what is inside is the channel's own. `expiresAt` is when the network ends it. */
export type ConnectionCredentialTable = BrandOwned & {
  connectionId: string;
  sealed: string;
  expiresAt: Moment;
  updatedAt: Generated<Date>;
};
