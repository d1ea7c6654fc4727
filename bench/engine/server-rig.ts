import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { benchFunctions } from "./functions.ts";
import type { Rig } from "./measures.ts";
import { createRecorder } from "./recorder.ts";

/** The same functions on the Inngest server at `baseUrl`, called over HTTP on this machine as it would call anybody. */
export async function openServerRig(baseUrl: string): Promise<Rig & { close(): void }> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  const inngest = new Inngest({ id: "bench", isDev: true, baseUrl, eventKey: "bench", logger: quiet });
  const recorder = createRecorder();
  const server = createServer(serve({ client: inngest, functions: benchFunctions(inngest, recorder) }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const synced = await fetch(`http://127.0.0.1:${port}/api/inngest`, { method: "PUT" });
  if (!synced.ok) throw new Error(`The functions were not taken on by ${baseUrl}: ${await synced.text()}`);
  return {
    inngest,
    recorder,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
