import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export const personaKinds = ["synthetic", "cameo", "none"] as const;
export const payments = ["no", "own-brand", "partnership"] as const;
/** Where a post can be seen, as far as the table tells them apart. New York has a law of its own. */
export const territories = ["EU", "GB", "US", "US-NY", "elsewhere"] as const;
export type Territory = (typeof territories)[number];

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "A day is written like 2026-11-23");
const rowSchema = z.strictObject({
  id: z.string().min(3),
  when: z.strictObject({
    persona: z.array(z.enum(personaKinds)).optional(),
    paid: z.array(z.enum(payments)).optional(),
    territory: z.array(z.enum(territories)).optional(),
    channel: z.array(z.string()).optional(),
    picture: z.array(z.boolean()).optional(),
    /** Holds once it is known that no field of the network says this. */
    field: z.array(z.enum(["no-ai", "no-paid"])).optional(),
  }),
  label: z.strictObject({
    burnt: z.string().optional(),
    spoken: z.string().optional(),
    caption: z.string().optional(),
    field: z.strictObject({ fact: z.enum(["ai", "paid"]), name: z.string() }).optional(),
    provenance: z.literal("ai").optional(),
  }),
  since: day,
  law: z.string().min(3),
  url: z.url().nullable(),
  written: day,
  /** What of the row the project's reference notes have; the rest is from memory. */
  noted: z.enum(["rule and date", "rule and month", "rule", "nothing", "own rule"]),
});
export type LabelRow = z.infer<typeof rowSchema>;

/** The table of labels, in the order of its file: `data/labels.yaml`. */
export const labelTable: readonly LabelRow[] = z
  .array(rowSchema)
  .parse(parse(readFileSync(new URL("./data/labels.yaml", import.meta.url), "utf8"), { schema: "core" }));
