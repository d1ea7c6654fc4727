import { createHash } from "node:crypto";
import type Replicate from "replicate";
import type { Prediction } from "replicate";
import { z } from "zod";
import { ProviderError } from "../errors.ts";
import { readSigned } from "../webhooks/read-signed.ts";
import type { Fate, FootageOrder, VideoProvider } from "./contract.ts";
import { findInputFaults, readInputSchema } from "./input-schema.ts";
import { createReplicateCaller } from "./replicate-calls.ts";

export const replicateSettings = z.object({
  REPLICATE_API_TOKEN: z.string().min(1),
  REPLICATE_BASE_URL: z.url().default("https://api.replicate.com/v1"),
  /** Asked for from the vendor when it is not set. */
  REPLICATE_WEBHOOK_SECRET: z.string().startsWith("whsec_", "begins with whsec_").optional(),
  REPLICATE_TIMEOUT_SECONDS: z.coerce.number().positive().max(300).default(60),
});
export type ReplicateSettings = z.output<typeof replicateSettings>;

/** What a model says of itself is asked again after so long. */
const schemaMs = 10 * 60_000;
/** Replicate's list has the newest first, a hundred on a page: an order of the last hours is on the first few. */
const listPages = 5;
/** Files up to this size go along in the request; larger ones are uploaded, and Replicate keeps them for a day. */
const inlineBytes = 256 * 1024;

/**
 * Replicate's models. Three things its SDK does are kept from happening (replicate 1.4.0): it sends a POST again after a
 * broken connection, up to five times, so that one order would be paid for five times; it repeats without waiting; and its
 * check of webhooks takes any age. See replicate-calls.ts for the first two.
 */
export function createReplicate(settings: ReplicateSettings): VideoProvider {
  const { REPLICATE_API_TOKEN: auth, REPLICATE_BASE_URL: baseUrl } = settings;
  const call = createReplicateCaller({ auth, baseUrl, timeoutMs: settings.REPLICATE_TIMEOUT_SECONDS * 1000 });
  const base = new URL(baseUrl);
  const own = base.hostname !== "api.replicate.com";
  const schemas = new Map<string, { at: number; facts: Promise<ModelReply> }>();
  let secret: Promise<string> | undefined = settings.REPLICATE_WEBHOOK_SECRET
    ? Promise.resolve(settings.REPLICATE_WEBHOOK_SECRET)
    : undefined;

  function readModel(model: string): Promise<ModelReply> {
    const known = schemas.get(model);
    if (known && Date.now() - known.at < schemaMs) return known.facts;
    const [owner = "", name = ""] = model.split("/");
    const facts = call((api) => api.models.get(owner, name)).then((found) => ({
      schema: readInputSchema(found.latest_version?.openapi_schema),
      licence: found.license_url ?? null,
    }));
    schemas.set(model, { at: Date.now(), facts });
    facts.catch(() => schemas.delete(model));
    return facts;
  }

  return {
    id: "replicate",
    name: "Replicate",
    guard: own ? { allow: [base.host] } : {},
    async inspect(model, input) {
      const found = await readModel(model).catch((error: unknown) => {
        // A model that is not there is the order's fault; a vendor that does not answer just now is not.
        if (error instanceof ProviderError && error.kind === "retry") return undefined;
        throw error;
      });
      if (!found) return null;
      const faults = found.schema ? findInputFaults(model, found.schema, input) : [];
      return { faults, licence: found.licence };
    },
    async upload({ bytes, type, name, byAddress = false }) {
      if (!byAddress && bytes.length <= inlineBytes)
        return `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
      const file = new File([Uint8Array.from(bytes)], name, { type });
      const { urls } = await call((api) => api.files.create(file));
      return urls.get;
    },
    async submit(order) {
      const { id } = await call((api) => create(api, order), { order });
      return { handle: id };
    },
    async find({ model, input, webhook }, since) {
      let next: string | undefined = "/predictions";
      for (let page = 0; next && page < listPages; page++) {
        const at: string = next;
        const list = await call(async (api) => (await api.request(at, { method: "GET" })).json()).then(readPage);
        for (const prediction of list.results) {
          // Its clock need not be ours.
          if (Date.parse(prediction.created_at) < since.getTime() - 60_000) return undefined;
          if (isOurs(prediction, model, input, webhook)) return { handle: prediction.id };
        }
        next = restOf(list.next, baseUrl);
      }
      return undefined;
    },
    check: async (handle) => readFate(await call((api) => api.predictions.get(handle))),
    async cancel(handle) {
      await call((api) => api.predictions.cancel(handle));
    },
    canTell: (publicUrl) => publicUrl.startsWith("https:") || (own && base.protocol === "http:"),
    async readMessage(headers, body) {
      secret ??= call((api) => api.webhooks.default.secret.get()).then(({ key }) => key);
      secret.catch(() => {
        secret = undefined;
      });
      return readMessage(await secret, headers, body);
    },
  };
}

type ModelReply = { schema: ReturnType<typeof readInputSchema>; licence: string | null };

/** The path of the next page below our address; a page anywhere else is not asked, because the token would go along. */
function restOf(next: string | null | undefined, baseUrl: string): string | undefined {
  const root = baseUrl.replace(/\/$/, "");
  return next?.startsWith(`${root}/`) ? next.slice(root.length) : undefined;
}

/** The SDK's own `predictions.create` cannot say when to give up. */
async function create(
  api: Replicate,
  { model, input, webhook, deadlineAt }: FootageOrder,
): Promise<Pick<Prediction, "id">> {
  const seconds = Math.max(30, Math.round((deadlineAt.getTime() - Date.now()) / 1000));
  const response = await api.request(`/models/${model}/predictions`, {
    method: "POST",
    headers: { "Cancel-After": `${seconds}s` },
    data: { input, ...(webhook ? { webhook, webhook_events_filter: ["completed"] } : {}) },
  });
  return z.looseObject({ id: z.string().min(1) }).parse(await response.json());
}

const listed = z.looseObject({
  id: z.string(),
  created_at: z.string(),
  model: z.string().optional(),
  input: z.record(z.string(), z.unknown()).nullish(),
  webhook: z.string().nullish(),
});
const readPage = (page: unknown) => z.looseObject({ results: z.array(listed), next: z.string().nullish() }).parse(page);

/** By the address that only this order was given; where there was none, by an input that is the same to the letter. */
function isOurs(
  prediction: z.output<typeof listed>,
  model: string,
  input: Readonly<Record<string, unknown>>,
  webhook: string | null,
): boolean {
  if (webhook && prediction.webhook) return prediction.webhook === webhook;
  if (prediction.model !== undefined && prediction.model !== model) return false;
  return digest(prediction.input ?? {}) === digest(input);
}

const digest = (value: object) =>
  createHash("sha256")
    .update(JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest("hex");

const reported = z.looseObject({ video_output_duration_seconds: z.number().positive().optional() });

function readFate(prediction: Prediction): Fate {
  const metrics = { ...prediction.metrics } as Record<string, unknown>;
  const begun = Boolean(prediction.started_at) || Number(prediction.metrics?.predict_time ?? 0) > 0;
  switch (prediction.status as string) {
    case "succeeded": {
      const outputs = [prediction.output].flat().filter((each): each is string => typeof each === "string");
      const madeSeconds = reported.safeParse(metrics).data?.video_output_duration_seconds;
      const finishedAt = new Date(prediction.completed_at ?? Date.now());
      return { state: "done", outputs, metrics, madeSeconds, finishedAt };
    }
    case "failed":
      return { state: "failed", why: sayError(prediction.error), metrics, begun };
    case "canceled":
      return { state: "cancelled", why: "It was stopped.", metrics, begun };
    case "aborted":
      // Given up before it began, which Replicate does not charge for.
      return { state: "failed", why: "Replicate did not come to it before its deadline.", metrics, begun: false };
    default:
      return { state: "pending", begun };
  }
}

function sayError(error: unknown): string {
  const text = (typeof error === "string" ? error : JSON.stringify(error ?? "")).replace(/\s+/g, " ").trim();
  if (!text || text === '""') return "The model failed without a word.";
  return /[.!?]$/.test(text) ? text.slice(0, 400) : `${text.slice(0, 400)}.`;
}

const message = z.looseObject({ id: z.string().regex(/^[\w-]{1,100}$/) });

/** Not by the SDK's own check, which takes a message of any age and does not compare in constant time. */
function readMessage(secret: string, headers: Record<string, string | undefined>, body: string) {
  const handle = message.safeParse(readSigned(secret, headers, body)).data?.id;
  return handle === undefined ? undefined : { id: String(headers["webhook-id"]), handle };
}
