import type { Env } from "#config/env.ts";
import type { Keyring } from "#config/keyring.ts";
import type { Logger } from "#config/logger.ts";
import type { Db } from "#db/database.ts";
import type { Within } from "#db/scope.ts";
import type { Inspector } from "#media/inspector.ts";
import type { Renderer } from "#media/render.ts";
import type { SampleDesk } from "#media/sample-desk.ts";
import type { ChannelRegistry } from "#providers/channels/contract.ts";
import type { ImageProvider } from "#providers/image/contract.ts";
import type { Mailer } from "#providers/mail/contract.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { TextProvider } from "#providers/text/contract.ts";
import type { LanguageModel } from "#providers/text/language-model.ts";
import type { VoiceProvider } from "#providers/voice/contract.ts";
import type { WebhookSender } from "#providers/webhooks/contract.ts";
import type { Means } from "#studio/briefs/means.ts";
import type { Filming } from "#studio/takes/filming.ts";
import type { Commit, Dispatch } from "#workflows/dispatch.ts";
import type { Engine } from "#workflows/engine/index.ts";
import type { Accounts } from "./accounts.ts";
import type { Live } from "./live.ts";
import type { Metrics } from "./metrics.ts";
import type { RemoteEngine } from "./remote-engine.ts";

/** Everything there is one of, built once at boot and handed down as arguments. Remix's load context is this. */
export type House = {
  env: Env;
  /** Where browsers reach the studio, without a trailing slash. */
  publicUrl: string;
  logger: Logger;
  /** Sees every workspace: for what the clock starts, who signs in, and addresses open to everybody. */
  db: Db;
  /** The database as one workspace sees it: for everything else. */
  within: Within;
  files: FileStore;
  renderer: Renderer;
  /** Reads finished videos for the checks. */
  inspector: Inspector;
  /** Shows what a kit may choose from. */
  samples: SampleDesk;
  voices: VoiceProvider;
  /** Where pictures of personas come from. */
  images: ImageProvider;
  writer: TextProvider;
  /** For more than scripts, such as reading documents; undefined when none is set up. */
  languageModel: LanguageModel | undefined;
  /** What the studio can do as it is set up: languages, voices, video models. */
  means: Means;
  /** Who films shots for money, and how. */
  filming: Filming;
  channels: ChannelRegistry;
  webhooks: WebhookSender;
  /** The keys that secrets in the database are sealed with. */
  keyring: Keyring;
  /** The engine in this process; undefined when an Inngest server runs the workflows. */
  engine: Engine | undefined;
  /** The Inngest server that runs the workflows; undefined when the engine in this process does. */
  remoteEngine: RemoteEngine | undefined;
  /** Accepts events, in the caller's transaction when it has one. */
  dispatch: Dispatch;
  /** Rows and the events they cause, in one transaction: how a route tells the workflows something. */
  commit: Commit;
  accounts: Accounts;
  mailer: Mailer;
  live: Live;
  /** What is counted in this process. */
  metrics: Metrics;
  /** Aborted as soon as the studio begins to close. */
  closing: AbortSignal;
  /** A folder for what may be thrown away: recordings, half-made videos. */
  scratch: string;
};
