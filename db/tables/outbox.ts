import type { Generated } from "kysely";
import type { Json, Moment, WrittenAt } from "./columns.ts";

/** An event that waits to be sent to an engine outside. One that engine will never take stays, with its words. */
export type OutboxTable = {
  position: Generated<number>;
  event: Json;
  createdAt: WrittenAt;
  refusedAt: Moment;
  refusal: string | null;
};
