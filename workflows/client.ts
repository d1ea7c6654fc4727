import { type ClientOptions, Inngest } from "inngest";

/** What the functions see of Inngest: the client they are made with. Which engine runs them is not theirs to know. */
export type Client = Inngest.Any;

/**
 * The apps that the workflows make up. To an Inngest server an app is what one program answers for, so that what renders
 * is an app of its own there: the studio serves the one, `npm run worker` connects as the other.
 */
export const appIds = { studio: "troupe", rendering: "troupe-render" } as const;

/** The client of whichever engine gave these options: the embedded one takes events in-process, without key or port. */
export function createClient(options: Omit<ClientOptions, "id">, id: string = appIds.studio): Client {
  return new Inngest({ ...options, id });
}
