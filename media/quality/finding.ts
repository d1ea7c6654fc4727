import { z } from "zod";

/** The gates by name, in the order in which their findings are shown, with what each looks at in a person's words. */
export const gateNames = {
  readable: "Playable",
  format: "Size and codec",
  length: "Length",
  black: "Black picture",
  frozen: "Frozen picture",
  loudness: "Loudness",
  silence: "Silence",
  speech: "Speech",
  label: "Label",
  provenance: "Provenance",
  overlap: "Captions over face or product",
  "safe-area": "Safe areas",
  legibility: "Legibility",
  "reading-time": "Reading time",
  spelling: "Spelling",
  glyphs: "Letters and fonts",
  "product-colour": "Product colour",
  logo: "Logo",
  duplicate: "Near-duplicates",
  "left-out": "Not checked",
} as const;
export type Gate = keyof typeof gateNames;

/**
 * What can be done about a finding with one press. Each makes a new version of the video: `use-spelling` writes another
 * word in a scene, `shorten-text` takes words out of a scene's on-screen text, `drop-text` takes the text away,
 * `drop-signs` takes signs that no font has out of a scene, and `make-again` films the same script anew without what was
 * drawn before. Scenes count from 0.
 */
export const fix = z.discriminatedUnion("action", [
  z.object({ action: z.literal("use-spelling"), scene: z.number().int().min(0), from: z.string(), to: z.string() }),
  z.object({ action: z.literal("shorten-text"), scene: z.number().int().min(0), to: z.string().min(1) }),
  z.object({ action: z.literal("drop-text"), scene: z.number().int().min(0) }),
  z.object({ action: z.literal("drop-signs"), scene: z.number().int().min(0), signs: z.string().min(1).max(60) }),
  z.object({ action: z.literal("make-again") }),
]);
export type Fix = z.infer<typeof fix>;

/**
 * What one gate found. `block` keeps a video from being approved. `atSeconds` is the moment, null for the whole;
 * `untilSeconds` is where it ends, when it has a length.
 */
export type QualityFinding = {
  gate: Gate;
  severity: "block" | "warn" | "info";
  message: string;
  atSeconds: number | null;
  untilSeconds: number | null;
  fix: Fix | null;
};

/** A finding of a gate. Without a moment it is about the whole video. */
export function finding(
  gate: Gate,
  severity: QualityFinding["severity"],
  message: string,
  more: { at?: number; until?: number; fix?: Fix } = {},
): QualityFinding {
  const { at = null, until = null } = more;
  return { gate, severity, message, atSeconds: at, untilSeconds: until, fix: more.fix ?? null };
}

/** Seconds as a sentence says them: one digit after the point, none when it is a whole. */
export function say(seconds: number): string {
  return `${Number(seconds.toFixed(1))} s`;
}
