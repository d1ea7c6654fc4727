import { ProviderError } from "../errors.ts";
import type { WebGuard } from "../web/public-address.ts";

/** One call to a model, as the model names it; every file in `input` is an address by now. */
export type FootageOrder = {
  /** `owner/name`. */
  model: string;
  input: Readonly<Record<string, unknown>>;
  /** Where the vendor tells of it; null where it cannot reach us. Ours alone: an order is known again by it. */
  webhook: string | null;
  /** The vendor gives it up by then. */
  deadlineAt: Date;
};

/** How a run stands. `why` is a sentence; `metrics` are the vendor's own, as they came. */
export type Fate =
  | { state: "pending"; begun: boolean }
  | {
      state: "done";
      /** Addresses of what was made, which the vendor keeps for an hour. */
      outputs: string[];
      metrics: Record<string, unknown>;
      /** Seconds of video that the vendor says it made; undefined when it says nothing. */
      madeSeconds: number | undefined;
      finishedAt: Date;
    }
  | {
      state: "failed" | "cancelled";
      why: string;
      metrics: Record<string, unknown>;
      /** Whether it had begun, and may therefore be charged for. */
      begun: boolean;
    };

/** Something that a model would refuse. `sentence` names the field, its value, and what may stand there instead. */
export type InputFault = { field: string; sentence: string };

/** What the vendor says of a model today. */
export type ModelFacts = {
  faults: InputFault[];
  /** Under which terms what it makes may be used, as far as the vendor says; null when it does not. */
  licence: string | null;
};

/** A message of the vendor's that is certainly theirs. `handle` names the run; everything else is asked for again. */
export type VendorMessage = { id: string; handle: string };

/**
 * A vendor of generated footage. What may be repeated: `inspect`, `upload`, `find`, `check` and `cancel`, freely. `submit`
 * may not, ever: each call that arrives is a run that is paid for, and there is no key under which two are one. Whoever
 * calls it has written down before that they will. It fails with
 * - `SubmitUnclear` when nobody knows whether the order arrived: then `find` may know it again;
 * - `ProviderError("retry")` when it certainly did not, and may be sent later;
 * - any other `ProviderError` when it certainly was not taken, and will not be.
 * Every failure is a `ProviderError`; only "reject" is about this order, so that another model may do better.
 */
export type VideoProvider = {
  id: string;
  /** As people know it. */
  name: string;
  /** Hosts that its files may be fetched from although they are inside. */
  guard: WebGuard;
  /** Holds an input against what the model says of itself today; null when it says nothing. */
  inspect(model: string, input: Readonly<Record<string, unknown>>): Promise<ModelFacts | null>;
  /** Lends the vendor a file for one order, and answers what to write in its place; `byAddress`: never the file itself. */
  upload(file: { bytes: Uint8Array; type: string; name: string; byAddress?: boolean | undefined }): Promise<string>;
  submit(order: FootageOrder): Promise<{ handle: string }>;
  /** The run that an order became, known again by its webhook or its input; undefined when there is none to be seen. */
  find(order: Pick<FootageOrder, "model" | "input" | "webhook">, since: Date): Promise<{ handle: string } | undefined>;
  check(handle: string): Promise<Fate>;
  cancel(handle: string): Promise<void>;
  /** Whether it can reach `publicUrl` to tell of a run. */
  canTell(publicUrl: string): boolean;
  /** Reads a message of the vendor's; undefined for one that is forged, damaged, or older than five minutes. */
  readMessage(headers: Record<string, string | undefined>, body: string): Promise<VendorMessage | undefined>;
};

/** The order was on its way when the connection broke: it may be running and paid for, or not. Never sent again blindly. */
export class SubmitUnclear extends ProviderError {
  constructor(message: string, cause?: unknown) {
    super("retry", message, { cause });
    this.name = "SubmitUnclear";
  }
}
