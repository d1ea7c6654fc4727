import sharp from "sharp";
import { mixColours } from "../canvas/colour.ts";
import { type Canvas, coverCanvas } from "../canvas/frame.ts";
import type { Painter } from "../canvas/painter.ts";

/**
 * Fills the stage with a picture's own colours, out of focus and darkened, so that what lies before it stands out, and puts
 * a floor under it from `floor` downwards.
 */
export async function paintSurround(bytes: Buffer, tint: string, floor: number, painter: Painter) {
  const { width, height } = painter.stage;
  // Blurred small and drawn large: the eye cannot tell, and it takes a fiftieth of the time.
  const small = await sharp(bytes)
    .resize(Math.round(width / 12), Math.round(height / 12), { fit: "cover" })
    .blur(5)
    .modulate({ saturation: 1.35 })
    .flatten({ background: tint })
    .png()
    .toBuffer();
  const smooth = await sharp(small)
    .resize(Math.round(width * painter.scale), Math.round(height * painter.scale), { fit: "fill", kernel: "cubic" })
    .jpeg({ quality: 90 })
    .toBuffer();
  const shade = mixColours(tint, "#17121c", 0.72);
  const still = painter.paint(
    `<defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="${shade}" stop-opacity=".5"/><stop offset=".4" stop-color="${shade}" stop-opacity=".12"/><stop offset="1" stop-color="${shade}" stop-opacity=".6"/></linearGradient><linearGradient id="f" x2="0" y2="1"><stop offset="0" stop-color="${mixColours(tint, "#ffffff", 0.12)}" stop-opacity=".5"/><stop offset=".12" stop-color="${shade}" stop-opacity=".5"/><stop offset="1" stop-color="${shade}" stop-opacity=".92"/></linearGradient></defs>
    <image width="${width}" height="${height}" preserveAspectRatio="none" href="data:image/jpeg;base64,${smooth.toString("base64")}"/><rect width="100%" height="100%" fill="url(#s)"/><rect y="${floor}" width="100%" height="${height - floor + 4}" fill="url(#f)"/><rect y="${floor}" width="100%" height="3" fill="#fff" fill-opacity=".25"/>`,
    width,
    height,
  );
  return { draw: (canvas: Canvas, _time: number) => coverCanvas(canvas, still) };
}
