import type { Migration } from "kysely";
import * as wholeFlow from "./0001-whole-flow.ts";
import * as outbox from "./0002-outbox.ts";
import * as members from "./0003-members.ts";
import * as audit from "./0004-audit.ts";
import * as credentials from "./0004-credentials.ts";
import * as tenancy from "./0005-tenancy.ts";
import * as apiKeys from "./0006-api-keys.ts";
import * as webhooks from "./0007-webhooks.ts";
import * as operations from "./0008-operations.ts";
import * as claims from "./0009-claims.ts";
import * as scripts from "./0010-scripts.ts";
import * as briefs from "./0011-briefs.ts";
import * as dossiers from "./0012-dossiers.ts";
import * as footage from "./0013-footage.ts";
import * as takes from "./0014-takes.ts";
import * as quality from "./0015-quality.ts";
import * as pictures from "./0016-pictures.ts";
import * as takeWaiters from "./0017-take-waiters.ts";
import * as videoCuts from "./0018-cuts.ts";
import * as cutaways from "./0020-cutaways.ts";

/** Every migration by name, in order. A landed one never changes; a new one is a new file and a new line. */
export const migrations: Record<string, Migration> = {
  "0001-whole-flow": wholeFlow,
  "0002-outbox": outbox,
  "0003-members": members,
  "0004-audit": audit,
  "0004-credentials": credentials,
  "0005-tenancy": tenancy,
  "0006-api-keys": apiKeys,
  "0007-webhooks": webhooks,
  "0008-operations": operations,
  "0009-claims": claims,
  "0010-scripts": scripts,
  "0011-briefs": briefs,
  "0012-dossiers": dossiers,
  "0013-footage": footage,
  "0014-takes": takes,
  "0015-quality": quality,
  "0016-pictures": pictures,
  "0017-take-waiters": takeWaiters,
  "0018-cuts": videoCuts,
  "0020-cutaways": cutaways,
};
