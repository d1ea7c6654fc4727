import { z } from "zod";

/** A stretch of time in seconds from the start of the line it belongs to. */
export const timed = z.object({ start: z.number().min(0), end: z.number().min(0) });
