import type { DeliveryState } from "#db/tables/webhooks.ts";
import { catalogue, eventTypes } from "#studio/webhooks/catalogue.ts";

/** A form of `WebhookFields` as the verbs take it. */
export function readEndpointForm(form: FormData) {
  return {
    url: String(form.get("url") ?? ""),
    description: String(form.get("description") ?? ""),
    events: form.get("which") === "some" ? form.getAll("events").map(String) : ["*"],
    narrowed: form.get("reach") === "some",
    brandIds: form.get("reach") === "some" ? form.getAll("brandIds").map(String) : [],
  };
}

const groups = { brief: "Briefs", variant: "Variants", video: "Videos", post: "Posts", readings: "Results" } as const;

/** Every event there is, by what it is about. */
export function listEvents() {
  return Object.entries(groups).map(([about, name]) => ({
    name,
    events: eventTypes
      .filter((type) => catalogue[type].about === about)
      .map((type) => ({ type, says: `Sent when ${catalogue[type].says}` })),
  }));
}

export function readState(text: string | null): DeliveryState | undefined {
  return (["waiting", "delivered", "failed"] as const).find((state) => state === text);
}

/** Back by so many hours, as the form of `ReplayFailed` says; at most the 90 days that messages are kept. */
export function readSince(text: string, now = new Date()): Date {
  const hours = Math.min(Math.max(Number(text) || 1, 1), 90 * 24);
  return new Date(now.getTime() - hours * 3_600_000);
}
