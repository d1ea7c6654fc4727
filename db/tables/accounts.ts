import type { ColumnType, Generated } from "kysely";
import type { Id, WrittenAt } from "./columns.ts";

/** The account library (better-auth) owns these four and `two_factors`; their columns follow its schema. */
export type UserTable = {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  image: string | null;
  twoFactorEnabled: Generated<boolean>;
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
export type WorkspaceTable = {
  id: Id;
  name: string;
  slug: string;
  selfApproval: Generated<SelfApproval>;
  createdAt: WrittenAt;
};

/** When somebody may approve what they launched: always, while nobody else could, or never. */
export type SelfApproval = "always" | "alone" | "never";

export type Role = "owner" | "admin" | "strategist" | "reviewer" | "publisher" | "analyst";

export type MemberTable = {
  workspaceId: string;
  userId: string;
  role: Generated<Role>;
  /** Only the brands of `member_brands` are open to them; otherwise those merely give another role there. */
  narrowed: Generated<boolean>;
  createdAt: WrittenAt;
};
