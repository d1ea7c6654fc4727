import type { Db } from "#db/database.ts";
import { insertMail } from "#db/queries/mails.ts";
import type { Role } from "#db/tables/accounts.ts";
import { sayRole } from "./words.ts";

export type Composed = { kind: string; subject: string; text: string; html: string };

/** Writes a letter down to be sent. `workspaceId` null keeps it off every page: it is between us and one person. */
export async function postLetter(db: Db, workspaceId: string | null, to: string, letter: Composed): Promise<string> {
  return insertMail(db, { ...letter, workspaceId, recipient: to });
}

export function invitationLetter(about: {
  inviter: string | null;
  workspace: string;
  role: Role;
  link: string;
  days: number;
}): Composed {
  const { inviter, workspace, role, link, days } = about;
  return compose("invitation", `${inviter ?? "Someone"} invites you to ${workspace} on Troupe`, [
    `${inviter ?? "Someone"} wants you in ${workspace}, as ${sayRole(role)}. ${workspace} makes its videos with Troupe.`,
    { link, words: "Accept the invitation" },
    `The link works once, for ${days} days. If you did not expect this, leave it: nothing happens.`,
  ]);
}

export function resetLetter(link: string): Composed {
  return compose("password-reset", "Choose a new password for Troupe", [
    "Somebody, hopefully you, asked for a new password for your account.",
    { link, words: "Choose a new password" },
    "The link works once, for one hour. If it was not you, leave it: your password stays as it is.",
  ]);
}

export function verificationLetter(link: string): Composed {
  return compose("verification", "Is this your address?", [
    "This address is on an account on Troupe. Confirm that it is yours.",
    { link, words: "Confirm the address" },
    "The link works for one day. If you know nothing of an account, leave it.",
  ]);
}

/** Goes out after something that an intruder would do, so that its owner hears of it. `deed` is a whole sentence. */
export function noticeLetter(deed: string, link: string): Composed {
  return compose("security-notice", deed.replace(/\.$/, ""), [
    `${deed} If it was you, all is well.`,
    "If it was not, choose a new password now; that signs out everybody else.",
    { link, words: "Choose a new password" },
  ]);
}

/** Goes to those who may switch the webhook on again. `why` is a whole sentence. */
export function webhookOffLetter(about: { host: string; why: string; link: string }): Composed {
  return compose("webhook-off", `The webhook to ${about.host} is switched off`, [
    `${about.why} So the studio sends it nothing more. What it misses is kept for 90 days.`,
    "Once the receiver works again, switch the webhook on and replay what it missed.",
    { link: about.link, words: "Look at the webhook" },
  ]);
}

type Part = string | { link: string; words: string };

function compose(kind: string, subject: string, parts: Part[]): Composed {
  const text = parts.map((part) => (typeof part === "string" ? part : `${part.words}:\n${part.link}`)).join("\n\n");
  const html = parts
    .map((part) =>
      typeof part === "string"
        ? `<p style="margin:0 0 16px">${asText(part)}</p>`
        : `<p style="margin:0 0 16px"><a href="${asText(part.link)}" style="display:inline-block;padding:10px 18px;border-radius:999px;background:#17121c;color:#fbf7f1;text-decoration:none">${asText(part.words)}</a></p><p style="margin:0 0 16px;color:#5b5363;font-size:13px;word-break:break-all">${asText(part.link)}</p>`,
    )
    .join("");
  const page = `<!doctype html><html lang="en"><body style="margin:0;padding:24px;background:#fbf7f1;color:#17121c;font:16px/1.5 system-ui,sans-serif"><div style="max-width:32rem;margin:auto"><p style="margin:0 0 16px;font-weight:700">Troupe</p>${html}</div></body></html>`;
  // A header is one line: a workspace's name must not begin another.
  return { kind, subject: subject.replace(/\s+/g, " "), text: `${text}\n\nTroupe\n`, html: page };
}

/** What people typed (names) goes into HTML as text. */
function asText(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
