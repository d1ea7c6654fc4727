import sharp from "sharp";
import { expect, test } from "vitest";
import { shippedFonts } from "./canvas/fallback-fonts.ts";
import { captionStyles } from "./caption-styles.ts";
import { drawCaptionSample } from "./samples.ts";

const look = {
  brandName: "Nordlys",
  palette: { background: "#f6efe6", surface: "#ffffff", text: "#221a14", primary: "#8a3b12", accent: "#1d5c63" },
  displayFont: { family: "Bricolage Grotesque", file: shippedFonts.display },
  textFont: { family: "Inter", file: shippedFonts.text },
  logo: null,
};

test("every caption style has a sample of its own, in the brand's colours", async () => {
  const drawn = await Promise.all(captionStyles.map((style) => drawCaptionSample(style, look)));
  expect(new Set(drawn.map((png) => png.toString("base64"))).size).toBe(captionStyles.length);
  expect(await sharp(drawn[0]).metadata()).toMatchObject({ format: "png", width: 460, height: 120 });
  const other = await drawCaptionSample("highlight", { ...look, palette: { ...look.palette, accent: "#c02060" } });
  expect(other.equals(drawn[0]!)).toBe(false);
});
