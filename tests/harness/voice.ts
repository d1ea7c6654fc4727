import { readFileSync } from "node:fs";

/** The voice.md of one of the demo kits. */
export function readVoiceOf(slug: "nordlys-coffee" | "lykke-bath"): string {
  return readFileSync(new URL(`../../brand-kits/${slug}/voice.md`, import.meta.url), "utf8");
}
