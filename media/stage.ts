/** The shapes a video may have. */
export const ratios = ["9:16", "1:1", "4:5", "16:9"] as const;
export type Ratio = (typeof ratios)[number];

/** A rectangle in design pixels (the full size; a preview is half of it), from its top left corner. */
export type Box = { x: number; y: number; width: number; height: number };

/** Where the parts of a picture stand in one shape of video. Every scene is laid out from this, never cropped. */
export type Stage = {
  ratio: Ratio;
  width: number;
  height: number;
  /** Words, prices, buttons and the label stand inside. */
  safe: Box;
  label: { x: number; y: number };
  /** The hook, and a product's title: large type above or beside who or what is shown. */
  headline: Box & { size: number; maxLines: number };
  /** Captions of somebody speaking or of a product, and those under a picture that fills the whole. */
  captions: Box & { size: number };
  lower: Box & { size: number };
  /** The middle of a face, the line its chin stands on, and pixels to one unit of a portrait at the middle framing. */
  face: { x: number; chin: number; unit: number };
  product: Box;
  /** A statement that fills the picture, and the stack of an end card. */
  card: Box & { size: number };
  close: Box;
};

/** How much of the picture's sides a network's own buttons may cover, in pixels of the size they were published for. */
type Margins = { left: number; top: number; right: number; bottom: number };

/**
 * What networks ask to keep free, as they stood in 2026. Vertical video of 1080 × 1920: TikTok's in-feed specification
 * (header, caption, rail of buttons), Meta's unified zone for Reels and Stories (14 % top, 35 % bottom, 6 % sides),
 * YouTube's overlay of Shorts (title and channel in the lowest quarter). Feed pictures: 64 pixels of Instagram's grid and
 * rounded cards. Landscape: the 5 % graphics-safe area of EBU R 95. A network's app changes; these are read again with it.
 */
export const networkMargins: Record<Ratio, Record<string, Margins>> = {
  "9:16": {
    tiktok: { left: 60, top: 130, right: 140, bottom: 484 },
    reels: { left: 65, top: 269, right: 65, bottom: 672 },
    shorts: { left: 48, top: 192, right: 140, bottom: 480 },
  },
  "1:1": { feed: { left: 54, top: 54, right: 54, bottom: 54 } },
  "4:5": { feed: { left: 64, top: 64, right: 64, bottom: 64 } },
  "16:9": { youtube: { left: 96, top: 54, right: 96, bottom: 54 } },
};

const sizes: Record<Ratio, { width: number; height: number }> = {
  "9:16": { width: 1080, height: 1920 },
  "1:1": { width: 1080, height: 1080 },
  "4:5": { width: 1080, height: 1350 },
  "16:9": { width: 1920, height: 1080 },
};

/** The area that every network of a shape leaves free. */
export function safeArea(ratio: Ratio): Box {
  const { width, height } = sizes[ratio];
  const all = Object.values(networkMargins[ratio]);
  const most = (side: keyof Margins) => Math.max(...all.map((margins) => margins[side]));
  const [x, y] = [most("left"), most("top")];
  return { x, y, width: width - x - most("right"), height: height - y - most("bottom") };
}

type Layout = Omit<Stage, "ratio" | "width" | "height" | "safe" | "label">;

const upright = (captions: Stage["captions"], rest: Omit<Layout, "captions" | "lower">): Layout => ({
  ...rest,
  captions,
  lower: captions,
});

/** Upright shapes stack words, head and captions; landscape sets who is shown at one side and the words at the other. */
const layouts: Record<Ratio, Layout> = {
  "9:16": upright(
    { x: 140, y: 1074, width: 800, height: 172, size: 67 },
    {
      headline: { x: 65, y: 345, width: 875, height: 232, size: 84, maxLines: 2 },
      face: { x: 540, chin: 1062, unit: 4.4 },
      product: { x: 140, y: 520, width: 800, height: 540 },
      card: { x: 92, y: 350, width: 840, height: 710, size: 132 },
      close: { x: 90, y: 350, width: 850, height: 890 },
    },
  ),
  "1:1": upright(
    { x: 110, y: 844, width: 860, height: 178, size: 67 },
    {
      headline: { x: 54, y: 122, width: 972, height: 190, size: 70, maxLines: 2 },
      face: { x: 540, chin: 828, unit: 3.5 },
      product: { x: 140, y: 284, width: 800, height: 540 },
      card: { x: 80, y: 140, width: 920, height: 680, size: 120 },
      close: { x: 90, y: 120, width: 900, height: 880 },
    },
  ),
  "4:5": upright(
    { x: 110, y: 1100, width: 860, height: 178, size: 68 },
    {
      headline: { x: 64, y: 136, width: 952, height: 232, size: 84, maxLines: 2 },
      face: { x: 540, chin: 1084, unit: 4.5 },
      product: { x: 130, y: 360, width: 820, height: 716 },
      card: { x: 84, y: 170, width: 912, height: 900, size: 132 },
      close: { x: 90, y: 160, width: 900, height: 1060 },
    },
  ),
  "16:9": {
    headline: { x: 1010, y: 190, width: 814, height: 360, size: 92, maxLines: 3 },
    captions: { x: 1010, y: 680, width: 814, height: 184, size: 68 },
    lower: { x: 460, y: 840, width: 1000, height: 182, size: 66 },
    face: { x: 560, chin: 776, unit: 4.4 },
    product: { x: 140, y: 140, width: 780, height: 790 },
    card: { x: 140, y: 140, width: 1180, height: 690, size: 140 },
    close: { x: 200, y: 110, width: 1520, height: 880 },
  },
};

/** The stage of a shape of video. */
export function stageOf(ratio: Ratio): Stage {
  const safe = safeArea(ratio);
  return { ratio, ...sizes[ratio], safe, label: { x: safe.x, y: safe.y }, ...layouts[ratio] };
}

/** Pixels of a video at a scale of the design, in whole even numbers, as its encoder needs them. */
export function pixelsOf({ width, height }: { width: number; height: number }, scale: number) {
  const even = (size: number) => Math.ceil((size * scale) / 2) * 2;
  return { width: even(width), height: even(height) };
}
