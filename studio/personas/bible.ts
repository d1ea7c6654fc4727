import { z } from "zod";
import { personaLook } from "#media/portrait.ts";

const line = z.string().trim().min(2).max(200);

/** How a persona talks: what the writer may lean on, without ever claiming an experience. */
export const speechStyles = ["warm", "dry", "upbeat", "matter-of-fact", "curious", "no-nonsense"] as const;

/** A persona's bible: who it is. Its canon (what it has said) is derived from its accepted scripts. */
export const bibleSchema = z.object({
  audience: z.string().trim().min(3, "Say who this persona speaks to").max(280),
  look: personaLook,
  voiceOver: z.string().trim().max(280).default(""),
  speechStyle: z.enum(speechStyles),
  opinions: z.array(line).max(8),
  taboos: z.array(line).max(8),
  backstory: z.string().trim().max(600).default(""),
});
export type Bible = z.infer<typeof bibleSchema>;
