import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import ipaddr from "ipaddr.js";
import { clientAddressHeader } from "#config/client-address.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { countTry, forgetTries } from "#db/queries/throttles.ts";

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** How many tries are let through in a window. An account that nobody has is counted like one that somebody has. */
export const limits = {
  "sign-in by account": { tries: 10, seconds: quarterHour },
  "sign-in by address": { tries: 60, seconds: quarterHour },
  "password check": { tries: 10, seconds: quarterHour },
  "code check": { tries: 10, seconds: quarterHour },
  "reset by account": { tries: 3, seconds: hour },
  "reset by address": { tries: 20, seconds: hour },
  "token by address": { tries: 30, seconds: quarterHour },
  verification: { tries: 5, seconds: hour },
} as const;
export type Limit = keyof typeof limits;

/** Counts a try, in the database, so that neither a restart nor another process forgets it. False: one too many. */
export async function allow(db: Db, limit: Limit, who: string): Promise<boolean> {
  const { tries, seconds } = limits[limit];
  return (await countTry(db, keyOf(limit, who), seconds)) <= tries;
}

/** `allow`, or the one sentence that everybody gets. */
export async function requireCalm(db: Db, limit: Limit, who: string): Promise<void> {
  if (!(await allow(db, limit, who))) throw tooMany();
}

export const tooMany = () =>
  new Refused("too-many-tries", "That was too many tries. Wait a quarter of an hour, then try again.");

export async function startAfresh(db: Db, limit: Limit, who: string): Promise<void> {
  await forgetTries(db, keyOf(limit, who));
}

/** A code that works for a minute and a half works once: RFC 6238, section 5.2. False: it has been used. */
export async function spendCode(db: Db, userId: string, code: string): Promise<boolean> {
  return (await countTry(db, `code:${digest(`${userId}:${code}`)}`, 120)) === 1;
}

/** Where a request comes from, as one counts it: of IPv6 the network of /64, since that is what one customer has. */
export function addressOf(request: Request): string {
  const address = request.headers.get(clientAddressHeader) ?? "unknown";
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv6" ? parsed.toByteArray().slice(0, 8).join(".") : parsed.toString();
}

/**
 * A browser that has signed in to an account before is counted by itself, so that a stranger who tries passwords can keep
 * other strangers out but not the account's owner. The cookie says only that; it admits nobody.
 */
export function knownDevice(secret: string, secure: boolean) {
  const name = `${secure ? "__Secure-" : ""}troupe.device`;
  const sign = (email: string, id: string) =>
    createHmac("sha256", secret).update(`device:${email.toLowerCase()}:${id}`).digest("base64url");
  return {
    /** Under which name the tries of this account from this browser are counted. */
    keyOf(request: Request, email: string): string {
      const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
      const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
      const [id = "", signature = ""] = value.split(".");
      const wanted = Buffer.from(sign(email, id));
      const given = Buffer.from(signature);
      const known = given.length === wanted.length && timingSafeEqual(given, wanted);
      return known ? `${email.toLowerCase()} ${id}` : email.toLowerCase();
    },
    cookieFor(email: string): string {
      const id = randomBytes(12).toString("base64url");
      const flags = `Path=/; Max-Age=${60 * 60 * 24 * 365}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
      return `${name}=${id}.${sign(email, id)}; ${flags}`;
    },
  };
}

/** What people typed is kept as a hash: a password pasted into the wrong field does not end up in a table. */
const keyOf = (limit: Limit, who: string) => `${limit}:${digest(who)}`;
const digest = (text: string) => createHash("sha256").update(text).digest("base64url");
