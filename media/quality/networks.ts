import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ownFile } from "../place.ts";

const range = z.strictObject({ min: z.number(), max: z.number() });

const network = z.strictObject({
  id: z.string(),
  name: z.string(),
  seconds: range,
  megabytes: z.number().positive(),
  fps: range,
  width: range,
  videoCodecs: z.array(z.string()).min(1),
  audioCodecs: z.array(z.string()).min(1),
  margins: z.string().nullable(),
  logo: z.boolean(),
  source: z.string().min(10),
  url: z.url().nullable(),
  written: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
});

/** What a network takes, and where its controls lie (`margins` of media/stage.ts). See `data/networks.yaml` for units and sources. */
export type Network = z.infer<typeof network>;

const table: readonly Network[] = z
  .array(network)
  .parse(parse(readFileSync(ownFile("quality/data/networks.yaml"), "utf8"), { schema: "core" }));

/** The networks of a brief's channels; channels that the table does not know are left out. */
export function networksOf(channels: readonly string[]): Network[] {
  return table.filter(({ id }) => channels.includes(id));
}
