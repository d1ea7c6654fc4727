/** WCAG 2.2, 1.4.3: text of any size. */
export const readableContrast = 4.5;
/** WCAG 2.2, 1.4.11: a shape that has to be seen, such as a button. */
export const visibleContrast = 3;

/** The contrast of two colours (#rrggbb), 1 to 21, by WCAG 2.2's formula. */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

type Palette = { background: string; surface: string; text: string; primary: string; accent: string };

/** What cannot be read or seen in this palette: a key of it and a sentence each. */
export function checkPalette(palette: Palette): { key: keyof Palette; message: string }[] {
  const problems: { key: keyof Palette; message: string }[] = [];
  for (const under of ["background", "surface"] as const) {
    const contrast = contrastOf(palette.text, palette[under]);
    if (contrast < readableContrast) {
      problems.push({
        key: "text",
        message: `Text cannot be read on the ${under}: contrast ${ratio(contrast)}, and ${readableContrast}:1 is needed. Make one of them lighter or darker`,
      });
    }
  }
  const seen = contrastOf(palette.primary, palette.background);
  if (seen < visibleContrast) {
    problems.push({
      key: "primary",
      message: `The primary colour is lost on the background: contrast ${ratio(seen)}, and ${visibleContrast}:1 is needed`,
    });
  }
  const best = Math.max(
    ...[palette.text, palette.surface, palette.background].map((on) => contrastOf(on, palette.primary)),
  );
  if (best < readableContrast) {
    problems.push({
      key: "primary",
      message: `Neither the text, the surface nor the background colour can be read on the primary colour: ${ratio(best)} at best, and ${readableContrast}:1 is needed`,
    });
  }
  return problems;
}

function luminanceOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Rounded down, so that 4.499 is never shown as the 4.5 that it is not. */
function ratio(contrast: number): string {
  return `${(Math.floor(contrast * 100) / 100).toString()}:1`;
}
