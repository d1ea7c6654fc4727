import type { AuditFilter, AuditRow } from "#db/queries/audit.ts";
import { acts, isAct, sayAct } from "#studio/audit/acts.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;

/** What the page's address asks for. Days are UTC, both included; what cannot be read is left out. */
export function readAuditFilter(search: URLSearchParams): AuditFilter & { before: number | undefined } {
  const text = (name: string) => search.get(name) || undefined;
  const area = text("act");
  const known = Object.keys(acts).filter((act) => act === area || act.startsWith(`${area}.`));
  const [actorKind, ...actorId] = text("who")?.split(":") ?? [];
  const before = Number(text("before"));
  return {
    acts: known.length > 0 ? known : undefined,
    actorKind,
    actorId: actorId.length > 0 ? actorId.join(":") : undefined,
    subjectId: text("subject"),
    from: dayOf(text("from"), 0),
    to: dayOf(text("to"), 1),
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  };
}

function dayOf(text: string | undefined, plusDays: number): Date | undefined {
  const time = text && day.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time + plusDays * 86_400_000);
}

/** What can be chosen: whole areas first ("All about a post"), then their acts. */
export function listActChoices(): { value: string; label: string }[] {
  const areas = [...new Set(Object.keys(acts).map((act) => act.split(".")[0] ?? act))];
  return areas.flatMap((area) => {
    const own = Object.keys(acts).filter((act) => act.startsWith(`${area}.`) && isAct(act));
    const label = area.charAt(0).toUpperCase() + area.slice(1).replaceAll("-", " ");
    const each = own.map((act) => ({
      value: act,
      label: `${label}: ${act.slice(area.length + 1).replaceAll("-", " ")}`,
    }));
    return own.length > 1 ? [{ value: area, label }, ...each] : each;
  });
}

/** An entry as the page shows it. */
export function toLine(row: AuditRow & { seq: number }) {
  const { seq, at, act, actorName, actorKind, subjectKind, subjectId, subjectName, address, userAgent, hash } = row;
  const changes = diff(row.before, row.after);
  return {
    ...{ seq, at: at.toISOString(), act, said: sayAct(act), actorName, actorKind },
    ...{ subjectKind, subjectId, subjectName, address, userAgent, hash, changes },
  };
}
export type AuditLine = ReturnType<typeof toLine>;

/** One line per value that differs, under its path; null where there was or is none. */
export function diff(before: object | null, after: object | null) {
  const [was, is] = [flatten(before), flatten(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

function flatten(value: unknown, path: string[] = [], into = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !(Array.isArray(value) && value.every(isPlain))) {
    for (const [key, part] of Object.entries(value)) flatten(part, [...path, key], into);
  } else if (value !== null && value !== undefined) {
    into.set(sayPath(path), Array.isArray(value) ? value.join(", ") : String(value));
  }
  return into;
}

const isPlain = (value: unknown) => typeof value !== "object" || value === null;

/** `scheduledAt` reads as "scheduled at". */
function sayPath(path: string[]): string {
  return path.map((key) => key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()).join(" › ");
}
