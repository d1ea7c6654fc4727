import type { ColumnType } from "kysely";
import type { Json } from "./columns.ts";

type Chained<T> = ColumnType<T, undefined, never>;

/** How long a workspace's chain is, and the hash of its last entry. Moved by the database only. */
export type AuditHeadTable = { workspaceId: string; entries: Chained<number>; hash: Chained<string> };

/** One act. `seq`, `prevHash` and `hash` are the database's, written when the act's transaction commits. */
export type AuditEntryTable = {
  id: string;
  workspaceId: string;
  brandId: string | null;
  at: Date;
  act: string;
  subjectKind: string;
  subjectId: string;
  subjectName: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  address: string | null;
  userAgent: string | null;
  before: Json<object | null> | null;
  after: Json<object | null> | null;
  digest: string;
  seq: Chained<number | null>;
  prevHash: Chained<string | null>;
  hash: Chained<string | null>;
};
