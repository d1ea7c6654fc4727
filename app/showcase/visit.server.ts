import { randomUUID } from "node:crypto";
import { isbot } from "isbot";
import type { Visit } from "#studio/showcase/visitors.ts";

const cookieName = "troupe_visitor";
const cookieSeconds = 180 * 24 * 60 * 60;

/** Why a request is nobody's visit: it is served all the same, and never counted. */
export type NotAVisit = "no-agent" | "bot" | "prefetch" | "method";

/**
 * The rule of who is counted. Crawlers and link previews name themselves; a browser that fetches or renders ahead says
 * so (Sec-Purpose in Chrome and Firefox, Purpose in older Chrome and Safari, X-Purpose and X-Moz before that).
 */
export function whyNotAVisit(request: Request, methods: readonly string[]): NotAVisit | undefined {
  const agent = request.headers.get("User-Agent")?.trim();
  if (!agent) return "no-agent";
  if (isbot(agent)) return "bot";
  const purposes = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].map((name) => request.headers.get(name) ?? "");
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) return "prefetch";
  return methods.includes(request.method) ? undefined : "method";
}

/**
 * Whether a request was made by a page of ours. Browsers say where from with every POST; what says nothing is not one.
 */
export function isFromOurPage(request: Request, publicUrl: string): boolean {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("Origin");
  return origin !== null && [new URL(request.url).origin, new URL(publicUrl).origin].includes(origin);
}

/** The visitor that a request shows by our cookie; undefined at the first visit, and where cookies are off. */
export function findVisit(request: Request): Visit | undefined {
  const cookies = (request.headers.get("Cookie") ?? "").split(";").map((each) => each.trim());
  const cookie = cookies.find((each) => each.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
  if (!cookie || !/^[0-9a-f-]{36}$/.test(cookie)) return undefined;
  return { cookie, userAgent: request.headers.get("User-Agent") ?? "" };
}

/** The visitor, known or new, with the headers that make the browser remember a new one. */
export function welcome(request: Request, publicUrl: string): { visit: Visit; headers: Record<string, string> } {
  const known = findVisit(request);
  if (known) return { visit: known, headers: {} };
  const cookie = randomUUID();
  const secure = publicUrl.startsWith("https:") ? "; Secure" : "";
  const value = `${cookieName}=${cookie}; Path=/; Max-Age=${cookieSeconds}; HttpOnly; SameSite=Lax${secure}`;
  return {
    visit: { cookie, userAgent: request.headers.get("User-Agent") ?? "" },
    headers: { "Set-Cookie": value },
  };
}
