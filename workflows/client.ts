import { Inngest } from "inngest";

/** What the functions see of Inngest: the client they are made with. Which engine runs them is not theirs to know. */
export type Client = Inngest.Any;

/**
 * The client for the embedded engine: its `fetch` takes events in-process, so that no key, port or account is needed.
 * `checkpointing` is off because the engine memoises each step itself, in the transaction that queues the next.
 */
export function createClient(engineFetch: typeof fetch): Client {
  return new Inngest({ id: "troupe", fetch: engineFetch, isDev: true, eventKey: "embedded", checkpointing: false });
}
