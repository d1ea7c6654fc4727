import { createHmac } from "node:crypto";
import { clientAddressHeader } from "#config/client-address.ts";
import type { TestDatabase } from "#tests/harness/database.ts";
import type { Accounts } from "../accounts.ts";

export const publicUrl = "http://127.0.0.1:4399";
export const ada = { name: "Ada", email: "ada@example.com", password: "backstage-pass" };

let visitors = 0;
/** A request with these cookies, from an address of its own unless one is given. */
export function visit(cookie?: string, address?: string): Request {
  visitors += 1;
  const headers = new Headers({ [clientAddressHeader]: address ?? `10.1.${visitors >> 8}.${visitors & 255}` });
  if (cookie) headers.set("cookie", cookie);
  return new Request(`${publicUrl}/sign-in`, { method: "POST", headers });
}

/** What a browser would send back. */
export const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .filter((cookie) => !/Max-Age=0/i.test(cookie))
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

export async function signIn(accounts: Accounts, as: { email: string; password: string } = ada): Promise<string> {
  return cookieOf((await accounts.signIn(visit(), as)).headers);
}

/** Why it was refused, or "done". */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

/** What the newest letter to somebody says. */
export async function readLetter({ db }: TestDatabase, recipient: string): Promise<string> {
  const mail = await db
    .selectFrom("mails")
    .select("text")
    .where("recipient", "=", recipient)
    .orderBy("id", "desc")
    .executeTakeFirst();
  return mail?.text ?? "";
}

/** The code that an authenticator app shows: RFC 6238 over RFC 4226, written here apart from the library's. */
export function codeAt(uri: string, time: number): string {
  const secret = fromBase32(new URL(uri).searchParams.get("secret") ?? "");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, "")]
    .map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
