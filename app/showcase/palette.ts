import { contrastOf } from "#brand-kits/palette.ts";
import type { Kit } from "#brand-kits/schema.ts";

/** The studio's own colours, for a brand that has no kit yet. */
const plain: Kit["palette"] = {
  background: "#fbf7f1",
  surface: "#ffffff",
  text: "#17121c",
  primary: "#17121c",
  accent: "#ff5b3a",
};

/**
 * A brand's palette as CSS custom properties. What stands on the primary colour is whichever can be read best there.
 */
export function paletteCss(palette: Kit["palette"] = plain): string {
  const { background, surface, text, primary, accent } = palette;
  const onPrimary = mostReadable(primary, [surface, background, text]);
  const colours = { background, surface, text, primary, accent, "on-primary": onPrimary };
  const properties = Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`);
  return `:root{${properties.join(";")}}`;
}

function mostReadable(on: string, candidates: string[]): string {
  return candidates.reduce((best, each) => (contrastOf(each, on) > contrastOf(best, on) ? each : best));
}
