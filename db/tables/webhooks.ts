import type { ColumnType, Generated } from "kysely";
import type { Id, Moment, WrittenAt } from "./columns.ts";

type WorkspaceOwned = { workspaceId: ColumnType<string, string, never> };

/** Why an endpoint gets nothing: somebody switched it off, it answered 410, or it failed for days. */
export type DisabledWhy = "by-hand" | "gone" | "failing";

/**
 * Where messages go. `events` holds types, or `*` for all; `narrowed` leaves only the brands of `webhook_endpoint_brands`.
 * `failingSince` is the first failure after the last success.
 */
export type WebhookEndpointTable = WorkspaceOwned & {
  id: Id;
  url: string;
  description: string;
  events: string[];
  narrowed: boolean;
  createdBy: string | null;
  createdAt: WrittenAt;
  failingSince: Moment;
  disabledAt: Moment;
  disabledWhy: DisabledWhy | null;
};

export type WebhookEndpointBrandTable = WorkspaceOwned & { endpointId: string; brandId: string };

/** Signs messages to an endpoint: the one without an end, and until its end one that was replaced. */
export type WebhookSecretTable = WorkspaceOwned & {
  id: Id;
  endpointId: string;
  sealed: string;
  createdAt: WrittenAt;
  expiresAt: Moment;
};

/** `body` is what is sent, to the letter. */
export type WebhookMessageTable = WorkspaceOwned & {
  id: Id;
  brandId: string | null;
  type: string;
  body: string;
  createdAt: WrittenAt;
};

export type DeliveryState = "waiting" | "delivered" | "failed";

/**
 * One message to one endpoint. `tries` counts within the `round`, and a replay begins another; `attempts` counts all.
 * `handedAt` is when an engine was given it.
 */
export type WebhookDeliveryTable = WorkspaceOwned & {
  id: Id;
  messageId: string;
  endpointId: string;
  state: DeliveryState;
  round: Generated<number>;
  tries: Generated<number>;
  attempts: Generated<number>;
  nextTryAt: Moment;
  handedAt: Moment;
  failure: string | null;
  createdAt: WrittenAt;
  endedAt: Moment;
};

/** One request. Without `ms` it is under way, or the studio stopped before its answer came. */
export type WebhookAttemptTable = WorkspaceOwned & {
  id: Id;
  deliveryId: string;
  number: number;
  startedAt: WrittenAt;
  ms: number | null;
  status: number | null;
  failure: string | null;
  response: string | null;
};
