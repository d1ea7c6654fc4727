import type { DeliveryState, DisabledWhy } from "#db/tables/webhooks.ts";

type Tone = "quiet" | "teal" | "green" | "amber" | "red";
type Chip = { state: string; words: string; tone: Tone };
type Moment = Date | string | null;

/** How an endpoint is doing, for a chip. */
export function healthOf(endpoint: { disabledWhy: DisabledWhy | null; failingSince: Moment; used: boolean }): Chip {
  const { disabledWhy, failingSince, used } = endpoint;
  if (disabledWhy === "by-hand") return { state: "off", words: "Switched off", tone: "quiet" };
  if (disabledWhy === "gone") return { state: "off", words: "Off: receiver gone", tone: "red" };
  if (disabledWhy === "failing") return { state: "off", words: "Off: failed for days", tone: "red" };
  if (failingSince) return { state: "failing", words: "Failing", tone: "amber" };
  return used
    ? { state: "works", words: "Works", tone: "green" }
    : { state: "new", words: "Not used yet", tone: "quiet" };
}

/** Where a delivery is, for a chip. */
export function chipOf({ state, tries }: { state: DeliveryState; tries: number }): Chip {
  if (state === "delivered") return { state, words: "Delivered", tone: "green" };
  if (state === "failed") return { state, words: "Failed", tone: "red" };
  return tries > 0 ? { state, words: "Trying again", tone: "amber" } : { state, words: "On its way", tone: "teal" };
}

/** Why an endpoint is off, where nobody switched it off, and what to do. */
export const offWords: Record<Exclude<DisabledWhy, "by-hand">, string> = {
  gone: "The receiver answered 410, which says that it wants no more messages. It is switched off since",
  failing: "The receiver took no message for five days. It is switched off since",
};

/** What an endpoint hears of, in a few words. */
export function sayEvents(events: string[]): string {
  if (events.includes("*")) return "Every event";
  return events.length <= 2 ? events.join(", ") : `${events.slice(0, 2).join(", ")} and ${events.length - 2} more`;
}

/** An address without its scheme and query: what tells endpoints apart. */
export function sayAddress(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname === "/" ? "" : pathname}`;
}
