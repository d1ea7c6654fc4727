import { type ClientOptions, Inngest } from "inngest";

/** What the functions see of Inngest: the client they are made with. Which engine runs them is not theirs to know. */
export type Client = Inngest.Any;

/** The client of whichever engine gave these options: the embedded one takes events in-process, without key or port. */
export function createClient(options: Omit<ClientOptions, "id">): Client {
  return new Inngest({ id: "troupe", ...options });
}
