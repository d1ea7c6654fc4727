import type { ColumnType, Generated } from "kysely";
import type { Id, WrittenAt } from "./columns.ts";

/** The account library (better-auth) owns these four; their columns follow its core schema. */
export type UserTable = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  image: string | null;
  createdAt: ColumnType<Date, Date | undefined, Date>;
  updatedAt: ColumnType<Date, Date | undefined, Date>;
};

export type SessionTable = {
  id: string;
  expiresAt: Date;
  token: string;
  createdAt: ColumnType<Date, Date | undefined, Date>;
  updatedAt: ColumnType<Date, Date | undefined, Date>;
  ipAddress: string | null;
  userAgent: string | null;
  userId: string;
};

export type CredentialTable = {
  id: string;
  accountId: string;
  providerId: string;
  userId: string;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: Date | null;
  refreshTokenExpiresAt: Date | null;
  scope: string | null;
  password: string | null;
  createdAt: ColumnType<Date, Date | undefined, Date>;
  updatedAt: ColumnType<Date, Date | undefined, Date>;
};

export type VerificationTable = {
  id: string;
  identifier: string;
  value: string;
  expiresAt: Date;
  createdAt: ColumnType<Date, Date | undefined, Date>;
  updatedAt: ColumnType<Date, Date | undefined, Date>;
};

/** The paying account. */
export type WorkspaceTable = { id: Id; name: string; slug: string; createdAt: WrittenAt };

export type Role = "owner" | "admin" | "strategist" | "reviewer" | "publisher" | "analyst";

export type MemberTable = {
  workspaceId: string;
  userId: string;
  role: Generated<Role>;
  createdAt: WrittenAt;
};
