type Rgb = [number, number, number];

/** `share` of the second colour in the first, both #rrggbb. */
export function mixColours(first: string, second: string, share: number): string {
  const [a, b] = [parse(first), parse(second)];
  return `#${a
    .map((value, index) =>
      Math.round(value + (b[index]! - value) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** Contrast of two colours as WCAG 2.2 counts it, 1 to 21. */
export function contrastOf(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The first wish that reads on `ground` (4.5:1), or else white or near-black, whichever reads better. */
export function readableOn(ground: string, ...wishes: string[]): string {
  const wish = wishes.find((colour) => contrastOf(ground, colour) >= 4.5);
  return wish ?? (contrastOf(ground, "#ffffff") >= contrastOf(ground, "#17121c") ? "#ffffff" : "#17121c");
}

/** The same hue, bright and full enough to stand on black. */
export function brighten(colour: string): string {
  const [red, green, blue] = parse(colour).map((value) => value / 255) as Rgb;
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const spread = most - least;
  if (spread < 0.06) return "#ffffff";
  const turn =
    most === red ? (green - blue) / spread : most === green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
  const hue = (turn * 60 + 360) % 360;
  const [saturation, lightness] = [0.82, 0.68];
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}

function luminance(colour: string): number {
  const [red, green, blue] = parse(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parse(colour: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as Rgb;
}
