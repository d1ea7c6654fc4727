import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { sign } from "../webhooks/sender.ts";

/** How a run ends, and after how many looks at it. `output` is served under an address of its own. */
export type Ending = {
  status: "succeeded" | "failed" | "canceled" | "aborted" | "never";
  output?: Uint8Array;
  error?: string;
  /** Looks that still find it under way. */
  looks?: number;
  metrics?: Record<string, number>;
  started?: boolean;
  /** The file is gone when somebody comes for it. */
  gone?: boolean;
};

/** How a create is answered: with a run, with a refusal, or with a connection that breaks (`took`: after it was taken). */
export type Answer =
  | { run: Ending }
  | { status: number; body?: object; headers?: Record<string, string> }
  | { breaks: true; took?: Ending };

export type FakeRun = {
  id: string;
  model: string;
  input: Record<string, unknown>;
  webhook: string | null;
  createdAt: string;
  ending: Ending;
  looks: number;
  cancelled: boolean;
  cancelAfter: string | undefined;
};

export const webhookSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
export const replicateToken = "r8_test_token";

/**
 * Replicate as its documentation has it, as far as the studio asks it: predictions are created, read, listed and
 * cancelled, files are taken and given, models show their schema, and webhooks are signed. Every create that is taken is
 * a run that would be paid for: `runs` is what the bill would list.
 */
export async function startReplicateServer() {
  const runs: FakeRun[] = [];
  const answers: Answer[] = [];
  const schemas = new Map<string, object>();
  const uploads: Buffer[] = [];
  const asked: string[] = [];
  let deaf = false;

  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (deaf) return void request.socket.destroy();
    await answer(request, response).catch((error: Error) => send(response, 500, { detail: error.message }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    const parts = pathname.split("/").slice(1);
    if (parts[0] === "delivery") return deliver(parts[1] ?? "", response);
    if (request.headers.authorization !== `Bearer ${replicateToken}`) {
      return send(response, 401, { title: "Unauthenticated", detail: "You did not pass a valid token", status: 401 });
    }
    const at = `${request.method} ${parts.slice(1).join("/")}`;
    if (at === "GET webhooks/default/secret") return send(response, 200, { key: webhookSecret });
    if (at === "POST files") {
      uploads.push(Buffer.from(await new Response(request as never).arrayBuffer()));
      return send(response, 201, { id: "f1", urls: { get: `${origin}/v1/files/f${uploads.length}` } });
    }
    if (at === "GET predictions") return send(response, 200, { results: runs.map(show).reverse(), next: null });
    if (parts[1] === "models" && parts[4] === "predictions") {
      return create(`${parts[2]}/${parts[3]}`, request, response);
    }
    if (parts[1] === "models") {
      const schema = schemas.get(`${parts[2]}/${parts[3]}`);
      const version = { id: "v1", created_at: "2026-11-01", cog_version: null, openapi_schema: schema ?? null };
      return send(response, 200, { owner: parts[2], name: parts[3], license_url: null, latest_version: version });
    }
    const run = runs.find(({ id }) => id === parts[2]);
    if (!run) return send(response, 404, { detail: "Not found", status: 404 });
    if (parts[3] === "cancel") run.cancelled = true;
    else run.looks++;
    return send(response, 200, show(run));
  }

  async function create(model: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { input, webhook = null } = JSON.parse(await text(request)) as {
      input: Record<string, unknown>;
      webhook?: string;
    };
    const next = answers.shift() ?? { run: { status: "never" as const } };
    const take = (ending: Ending) => {
      const run: FakeRun = {
        ...{ id: `p${randomUUID().slice(0, 12)}`, model, input, webhook, ending },
        ...{ createdAt: new Date().toISOString(), looks: 0, cancelled: false },
        cancelAfter: request.headers["cancel-after"] as string | undefined,
      };
      runs.push(run);
      return run;
    };
    if ("breaks" in next) {
      if (next.took) take(next.took);
      return void request.socket.destroy();
    }
    if ("status" in next) return send(response, next.status, next.body ?? { status: next.status }, next.headers);
    return send(response, 201, show(take(next.run)));
  }

  function statusOf({ ending, looks, cancelled }: FakeRun): string {
    if (ending.status !== "never" && looks > (ending.looks ?? 0)) return ending.status;
    if (cancelled) return "canceled";
    return looks === 0 ? "starting" : "processing";
  }

  function show(run: FakeRun) {
    const status = statusOf(run);
    const { ending } = run;
    const over = !["starting", "processing"].includes(status);
    const began = ending.started ?? (status !== "aborted" && status !== "starting");
    return {
      ...{ id: run.id, model: run.model, version: "hidden", input: run.input, status, created_at: run.createdAt },
      ...{ source: "api", data_removed: false, logs: "", error: status === "failed" ? (ending.error ?? null) : null },
      output: status === "succeeded" ? `${origin}/delivery/${run.id}/out.mp4` : null,
      started_at: began ? run.createdAt : null,
      completed_at: over ? new Date().toISOString() : null,
      metrics: over && began ? { predict_time: 12.5, ...ending.metrics } : {},
      ...(run.webhook ? { webhook: run.webhook } : {}),
      urls: { get: `${origin}/v1/predictions/${run.id}`, cancel: `${origin}/v1/predictions/${run.id}/cancel` },
    };
  }

  function deliver(id: string, response: ServerResponse): void {
    const ending = runs.find((run) => run.id === id)?.ending;
    if (!ending?.output || ending.gone) {
      send(response, 404, { detail: "Not found" });
      return;
    }
    response.writeHead(200, { "content-type": "video/mp4", "content-length": ending.output.length });
    response.end(ending.output);
  }

  return {
    baseUrl: `${origin}/v1`,
    origin,
    runs,
    asked,
    uploads,
    /** How the next creates are answered, in order; then runs that never end. */
    answer: (...next: Answer[]) => void answers.push(...next),
    /** Forgets every run and what was still to be answered. */
    reset() {
      runs.length = 0;
      asked.length = 0;
      answers.length = 0;
    },
    /** The OpenAPI document of a model, from its Input's properties. */
    describe(model: string, properties: Record<string, object>, required: string[] = ["prompt"]) {
      schemas.set(model, { components: { schemas: { Input: { type: "object", properties, required } } } });
    },
    forget: (model: string) => void schemas.delete(model),
    /** Breaks every connection until told otherwise. */
    hush(now: boolean) {
      deaf = now;
    },
    /** The signed message about a run, as Replicate sends it. */
    message(run: FakeRun, { id = `msg_${randomUUID()}`, at = new Date(), secret = webhookSecret } = {}) {
      const body = JSON.stringify({ ...show(run), status: "succeeded", output: "https://evil.example/other.mp4" });
      return { headers: sign({ id, body }, [secret], at), body };
    },
    settings: {
      REPLICATE_API_TOKEN: replicateToken,
      REPLICATE_BASE_URL: `${origin}/v1`,
      REPLICATE_TIMEOUT_SECONDS: "2",
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
export type ReplicateServer = Awaited<ReturnType<typeof startReplicateServer>>;

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
