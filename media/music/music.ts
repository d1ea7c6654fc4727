import { z } from "zod";
import { bedIds } from "./beds.ts";

/**
 * Music under a video: a bed, the seed that makes it this brand's own, and how much louder (or quieter) than usual, in
 * decibels.
 */
export const music = z.object({
  bed: z.enum(bedIds),
  seed: z.string().max(80).default(""),
  level: z.number().min(-12).max(4).default(0),
});
export type Music = z.infer<typeof music>;
