import type { Actor } from "#studio/audit/actor.ts";

/** Somebody who acts, in tests that are not about who it is. Their acts go to a chain of no workspace's. */
export function actorOf(userId: string | null, workspaceId = "00000000-0000-4000-8000-000000000001"): Actor {
  const device = { address: "192.0.2.7", userAgent: "Firefox" };
  if (userId === null) return { workspaceId, kind: "cli", id: "root", name: "root", address: null, userAgent: null };
  return { workspaceId, kind: "user", id: userId, name: "Rune", ...device };
}
