import type { ColumnType } from "kysely";
import type { Role } from "./accounts.ts";
import type { Id, Moment, WrittenAt } from "./columns.ts";

/** A role on one brand. Nobody owns a single brand: an owner answers for the workspace. */
export type BrandRole = Exclude<Role, "owner">;

/** The brands a member is narrowed to, or has another role on than in the rest of the workspace. */
export type MemberBrandTable = { workspaceId: string; userId: string; brandId: string; role: BrandRole };

/** Open while it is neither accepted nor revoked and has not expired. Only the hash of its token is kept. */
export type InvitationTable = {
  id: Id;
  workspaceId: string;
  email: string;
  role: Role;
  narrowed: ColumnType<boolean, boolean | undefined, boolean>;
  tokenHash: string;
  invitedBy: string | null;
  createdAt: WrittenAt;
  sentAt: ColumnType<Date, Date | undefined, Date>;
  expiresAt: Date;
  acceptedAt: Moment;
  acceptedBy: string | null;
  revokedAt: Moment;
  revokedBy: string | null;
};

export type InvitationBrandTable = { workspaceId: string; invitationId: string; brandId: string; role: BrandRole };

/** The account library's; secret and recovery codes are encrypted by it. */
export type TwoFactorTable = {
  id: string;
  secret: string;
  backupCodes: string;
  userId: string;
  verified: boolean | null;
  failedVerificationCount: number | null;
  lockedUntil: Date | null;
};

/**
 * A letter on its way: due at `nextTryAt`, sent at `sentAt`, or kept for reading when nothing sends mail. Neither, and not
 * due either: it was given up, and `failure` says why. Its text goes once it is sent.
 */
export type MailTable = {
  id: Id;
  workspaceId: string | null;
  kind: string;
  recipient: string;
  subject: string;
  text: string | null;
  html: string | null;
  createdAt: WrittenAt;
  attempts: ColumnType<number, number | undefined, number>;
  nextTryAt: Moment;
  sentAt: Moment;
  keptAt: Moment;
  failure: string | null;
};

export type ThrottleTable = { key: string; count: number; startedAt: Date };
