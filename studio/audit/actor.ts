/**
 * Who does something, in which workspace and from where: the argument of every verb that has consequences. `id` is the
 * person's or the key's; a workflow's name; for the command line whose login it runs under.
 */
export type Actor = {
  workspaceId: string;
  kind: "user" | "api-key" | "workflow" | "cli" | "nobody";
  id: string;
  /** As it was called when it acted: people are renamed, and leave. */
  name: string;
  /** The member in whose name a key acts: they answer for what it does. */
  actsFor?: string;
  /** The network address and the browser that asked; null when nobody asked over a network. */
  address: string | null;
  userAgent: string | null;
};

/** The chain of what concerns the machine and no workspace: keys, backups, workspaces that were deleted. */
export const machineChain = "00000000-0000-0000-0000-000000000000";

export function workflowActor(workspaceId: string, id: string): Actor {
  const name = `The studio (${id.replaceAll("-", " ")})`;
  return { workspaceId, kind: "workflow", id, name, address: null, userAgent: null };
}

/** `login` is the system's name for whoever runs the command. */
export function cliActor(workspaceId: string, login: string): Actor {
  return { workspaceId, kind: "cli", id: login, name: `${login}, at the command line`, address: null, userAgent: null };
}

/** Who answers for it, where a row has a column for a person: of a key whoever it acts for, of machines nobody. */
export function personOf(by: Actor): string | null {
  return by.kind === "user" ? by.id : (by.actsFor ?? null);
}
