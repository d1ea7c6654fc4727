import type { Op } from "./call-function.ts";
import { MalformedEvent, readEvents, type StoredEvent } from "./events.ts";
import { idFromSeed } from "./ids.ts";

/** What the SDK's client can ask of its server, answered here. */
export type ServerSide = {
  /** Stores checked events for good; their ids. */
  acceptEvents(events: StoredEvent[]): Promise<string[]>;
  sendSignal(signal: string, data: unknown): Promise<string | undefined>;
  /** True when the handler that reports these steps shall go on. */
  takeCheckpoint(claim: string, steps: Op[]): Promise<boolean>;
};

/**
 * A `fetch` that never leaves the process. The Inngest client is given it as its own; what it would send to a server
 * (events, signals, the steps of running handlers) is answered from the database. Anything else is refused with a sentence.
 */
export function createFetch(server: ServerSide): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (request.method === "POST" && /^\/e\/[^/]+$/.test(pathname)) return receiveEvents(server, request);
    if (request.method === "POST" && pathname === "/v1/signals") return receiveSignal(server, request);
    if (request.method === "POST" && /^\/v1\/checkpoint\/[^/]+\/async$/.test(pathname)) {
      const { qi_id, steps } = (await request.json()) as { qi_id: string; steps: Op[] };
      // 409 is how an executor says that the call was handed on; the SDK then drops the handler without trying again.
      return (await server.takeCheckpoint(qi_id, steps))
        ? reply(200, {})
        : reply(409, { error: "Handed on.", status: 409 });
    }
    return reply(501, { error: `The embedded engine does not offer ${request.method} ${pathname}.`, status: 501 });
  };
}

async function receiveEvents(server: ServerSide, request: Request): Promise<Response> {
  const seed = request.headers.get("x-inngest-event-id-seed");
  try {
    const events = readEvents(await request.json(), seed ? (index) => idFromSeed(seed, index) : undefined);
    return reply(200, { ids: await server.acceptEvents(events), status: 200 });
  } catch (error) {
    if (error instanceof MalformedEvent || error instanceof SyntaxError)
      return reply(400, { ids: [], status: 400, error: error.message });
    throw error;
  }
}

async function receiveSignal(server: ServerSide, request: Request): Promise<Response> {
  const { signal, data } = (await request.json()) as { signal?: unknown; data?: unknown };
  if (typeof signal !== "string" || signal === "") return reply(400, { error: "A signal needs a name.", status: 400 });
  const runId = await server.sendSignal(signal, data);
  if (!runId) return reply(404, { error: `Nobody waits for the signal "${signal}".`, status: 404 });
  return reply(200, { data: { run_id: runId } });
}

function reply(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
