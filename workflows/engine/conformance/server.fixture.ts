import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction } from "inngest";
import { createServer } from "inngest/node";
import { quiet, type Run, type Target } from "./target.fixture.ts";

/**
 * A real Inngest server. The functions are served on a port of this machine and synced with it; what became of them is
 * read from its REST API. Keys are taken from the environment as the SDK does (`INNGEST_EVENT_KEY`,
 * `INNGEST_SIGNING_KEY`); without a signing key the server is taken for a dev server.
 */
export async function startServer(appId: string, baseUrl: string): Promise<Target> {
  const { INNGEST_SIGNING_KEY: signingKey, INNGEST_EVENT_KEY: eventKey } = process.env;
  const options = { baseUrl, isDev: !signingKey, eventKey: eventKey ?? "dev", signingKey, logger: quiet };
  const inngest = new Inngest({ ...options, id: appId });
  let served: Server | undefined;

  const ask = async (method: string, path: string): Promise<unknown> => {
    const url = new URL(path, baseUrl);
    const headers = signingKey ? { authorization: `Bearer ${signingKey}` } : undefined;
    const response = await fetch(url, { method, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text ? (JSON.parse(text) as { data: unknown }).data : undefined;
  };
  const listRuns = async (path: string): Promise<Run[]> => {
    const read = async () => ((await ask("GET", `${path}?includeOutput=true&limit=40`)) ?? []) as RunRecord[];
    let records = await read();
    // Its record of a run is written bit by bit; an output may follow its status.
    if (records.some(({ status, output }) => status === "COMPLETED" && !output)) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      records = await read();
    }
    // A run a singleton skipped is on record there; it never was one.
    return records
      .filter(({ status }) => status !== "SKIPPED")
      .map(readRun)
      .sort(byId);
  };
  /** Serves functions and has the server take them on; what it says against it, if anything. */
  const sync = async (client: Inngest, functions: InngestFunction.Any[]) => {
    const server = createServer({ client, functions });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: "PUT" });
    return { server, refusal: response.ok ? undefined : await response.text() };
  };
  const stop = async (server: Server) => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };

  return {
    inngest,
    async start(functions) {
      const { server, refusal } = await sync(inngest, functions);
      served = server;
      if (refusal) throw new Error(`The functions were not taken on: ${refusal}`);
    },
    runsOf: (eventId) => listRuns(`/api/v2/events/${eventId}/runs`),
    runsOfFunction: (functionId) => listRuns(`/api/v2/apps/${appId}/functions/${functionId}/runs`),
    async cancel(runId) {
      await ask("DELETE", `/v1/runs/${runId}`);
    },
    async refusal(made) {
      const client = new Inngest({ ...options, id: `${appId}-refused` });
      const { server, refusal } = await sync(client, [made]);
      await stop(server);
      return refusal;
    },
    async hurrySchedules() {},
    async close() {
      if (!served) return;
      await stop(served);
      // An app without functions: what was registered here is not called again at an address nobody answers.
      await stop((await sync(inngest, [])).server);
    },
  };
}

type RunRecord = { id: string; status: string; output?: Record<string, unknown> };

/** Results that are objects come as they are, others as `{ data }`, errors as `{ error }`. */
function readRun({ id, status, output = {} }: RunRecord): Run {
  if (status === "FAILED") {
    const { name, message } = (output.error ?? output) as NonNullable<Run["error"]>;
    return { id, status: "failed", output: null, error: { name, message } };
  }
  if (status !== "COMPLETED") return { id, status: status.toLowerCase() as Run["status"], output: null };
  return { id, status: "completed", output: Object.keys(output).join() === "data" ? output.data : output };
}

const byId = (a: Run, b: Run) => (a.id < b.id ? -1 : 1);
