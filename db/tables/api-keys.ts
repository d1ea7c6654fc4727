import type { ColumnType, Generated } from "kysely";
import type { Id, Moment, WrittenAt } from "./columns.ts";

/**
 * A program's key. `start` is how it begins, to know it by; of the rest there is a hash. `actsFor` is the member whose
 * rights it has, as far as `scopes` go, and on the brands of `api_key_brands` only when it is `narrowed`.
 */
export type ApiKeyTable = {
  id: Id;
  workspaceId: string;
  name: string;
  start: string;
  secretHash: string;
  scopes: ColumnType<string[], string[], never>;
  narrowed: Generated<boolean>;
  actsFor: string | null;
  createdAt: WrittenAt;
  expiresAt: Moment;
  lastUsedAt: Moment;
  lastUsedFrom: string | null;
  revokedAt: Moment;
  revokedBy: string | null;
};

export type ApiKeyBrandTable = { workspaceId: string; keyId: string; brandId: string };

/** What was answered to a request with an Idempotency-Key; `status` is null while it is being worked on. */
export type ApiRequestTable = {
  workspaceId: string;
  keyId: string;
  idempotencyKey: string;
  fingerprint: string;
  status: number | null;
  location: string | null;
  body: string | null;
  startedAt: WrittenAt;
};
