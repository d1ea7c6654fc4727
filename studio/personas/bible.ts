import { z } from "zod";
import { bedIds } from "#media/music/beds.ts";
import { personaLook } from "#media/persona-look.ts";
import { talk } from "#providers/text/contract.ts";

/** How a persona talks: what the writer may lean on, without ever claiming an experience. */
export const speechStyles = ["warm", "dry", "upbeat", "matter-of-fact", "curious", "no-nonsense"] as const;

/** A few short lines: a list, or a text with one on each line as a form's text area sends it. Empty lines fall away. */
const lines = (what: string) =>
  z.preprocess(
    (value) => {
      if (value === undefined || value === null) return [];
      const list = typeof value === "string" ? value.split(/\r?\n/) : value;
      return Array.isArray(list) ? list.filter((line) => typeof line !== "string" || line.trim() !== "") : list;
    },
    z
      .array(
        z
          .string(`Write ${what} as texts, one per line`)
          .trim()
          .min(2, `Each of the ${what} needs at least 2 characters`)
          .max(200, `Keep each of the ${what} to 200 characters`),
        `Write ${what} as a list, one per line`,
      )
      .max(8, `A persona has at most 8 ${what}`),
  );

/** The music beds, and silence. */
export const personaBeds = [...bedIds, "none"] as const;

/** What a form leaves open comes as an empty text; the portrait's seed then chooses. */
const look = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([, word]) => word !== ""))
      : (value ?? {}),
  personaLook.strict(),
);

/** A persona's bible: who it is. Its canon (what it has said) is derived from its accepted scripts. */
export const bibleSchema = z.object({
  audience: z
    .string("Say who this persona speaks to")
    .trim()
    .min(3, "Say who this persona speaks to")
    .max(280, "Keep the audience to 280 characters"),
  look,
  voiceOver: z.string().trim().max(280, "Keep the note on the voice to 280 characters").default(""),
  speechStyle: z.enum(speechStyles, `Choose how it talks: ${speechStyles.join(", ")}`),
  talk: talk.default({}),
  opinions: lines("opinions"),
  taboos: lines("taboos"),
  backstory: z.string().trim().max(600, "Keep the backstory to 600 characters").default(""),
  /** What plays under this persona instead of the brand's music; left open, the brand's does. */
  music: z.preprocess(
    (value) => value || undefined,
    z.enum(personaBeds, `Choose music: ${personaBeds.join(", ")}`).optional(),
  ),
});
export type Bible = z.infer<typeof bibleSchema>;
