import type { Generated } from "kysely";

/** How many days a workspace keeps what; without a row, the studio's defaults hold. */
export type RetentionTable = {
  workspaceId: string;
  readings: number;
  mails: number;
  webhooks: number;
  runs: number;
  updatedAt: Generated<Date>;
};

export type ReadingThinningTable = { brandId: string; until: Date };
