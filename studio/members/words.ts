import type { Role, SelfApproval } from "#db/tables/accounts.ts";

/** What each role is for, where somebody chooses one. */
export const roleWords: Record<Role, { name: string; does: string }> = {
  owner: { name: "Owner", does: "Everything, security and deletion included" },
  admin: { name: "Admin", does: "Everything but security, the outbox and deletion" },
  strategist: { name: "Strategist", does: "Kits, products, personas and briefs; launches them" },
  reviewer: { name: "Reviewer", does: "Approves, sends back and rejects videos" },
  publisher: { name: "Publisher", does: "The calendar, posts and channels" },
  analyst: { name: "Analyst", does: "Reads results, changes nothing" },
};

/** "an admin", "a reviewer". */
export const sayRole = (role: Role) => `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;

/** Who may approve what came of their own brief. */
export const selfApprovalWords: Record<SelfApproval, string> = {
  never: "Nobody",
  alone: "Only as long as nobody else could",
  always: "Everybody who may approve",
};
