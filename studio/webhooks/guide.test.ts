import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { catalogue, eventTypes, payloads } from "./catalogue.ts";

type Field = { description?: string; enum?: string[]; type?: string | string[]; anyOf?: Field[]; items?: Field };

/** The guide's part on events, as the catalogue and its schemas have it. */
function describeEvents(): string {
  const about = [...new Set(eventTypes.map((type) => catalogue[type].about))];
  return about.map((name) => [...describeGroup(name), ""].join("\n")).join("\n");
}

function describeGroup(about: Exclude<keyof typeof payloads, "webhook">): string[] {
  const types = eventTypes.filter((type) => catalogue[type].about === about);
  const { properties = {} } = z.toJSONSchema(payloads[about]) as { properties?: Record<string, Field> };
  const fields = Object.entries(properties).filter(([name]) => !["workspaceId", "brandId"].includes(name));
  return [
    ...["| event | sent when |", "|---|---|"],
    ...types.map((type) => `| \`${type}\` | ${catalogue[type].says} |`),
    "",
    ...["| field | |", "|---|---|"],
    ...fields.map(([name, field]) => `| \`${name}\` | ${sayField(name, field)} |`),
  ];
}

function sayField(name: string, field: Field): string {
  const kinds = field.anyOf ?? [field];
  const values = kinds.flatMap((kind) => kind.enum ?? []).map((value) => `\`${value}\``);
  const types = kinds.flatMap(({ type }) => type ?? []);
  const kind = name.endsWith("Id") ? "id" : name.endsWith("At") ? "time, ISO 8601 in UTC" : words[types[0] ?? ""];
  const said = [values.join(", ") || kind, ...(types.includes("null") ? ["null"] : [])].join(" or ");
  return [said, field.description].filter(Boolean).join(". ");
}

const words: Record<string, string> = { string: "text", integer: "number", array: "list of ids" };

test("the guide lists every event and field, and no other", async () => {
  const guide = await readFile(new URL("../../docs/guides/webhooks.md", import.meta.url), "utf8");
  const [, events = ""] = guide.split(/^## Events\n/m);
  expect(events.slice(events.indexOf("| event"))).toBe(describeEvents());
});
