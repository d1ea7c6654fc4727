import { mixColours } from "../../canvas/colour.ts";
import type { RoomColours } from "./colours.ts";

/** What is seen outside. */
export type View = "hills" | "city" | "sea" | "trees";

/** A window with its view, `w` by `h`, from its top left corner. */
export function drawWindow(w: number, h: number, view: View, c: RoomColours): string {
  const id = `v${Math.round(w)}${view}`;
  return `<rect x="-20" y="-20" width="${w + 40}" height="${h + 40}" rx="10" fill="${c.trim}"/><g clip-path="url(#${id})"><clipPath id="${id}"><rect width="${w}" height="${h}" rx="4"/></clipPath>${drawView(w, h, view, c)}<path d="M${w * 0.08} ${h}L${w * 0.5} 0H${w * 0.72}L${w * 0.3} ${h}Z" fill="#fff" opacity=".16"/></g><rect x="${w / 2 - 7}" width="14" height="${h}" fill="${c.trim}"/><rect y="${h * 0.44}" width="${w}" height="12" fill="${c.trim}"/><rect x="-44" y="${h + 14}" width="${w + 88}" height="26" rx="6" fill="${mixColours(c.trim, "#6b5a50", 0.2)}"/>`;
}

/** The world outside, filling `w` by `h`. */
export function drawView(w: number, h: number, view: View, c: RoomColours): string {
  const far = mixColours(c.sky[1], mixColours(c.main, "#41506a", 0.6), 0.3 + c.dusk * 0.3);
  const near = mixColours(far, "#1f2b3a", 0.35);
  const sky = `<defs><linearGradient id="sky${view}${Math.round(w)}" x2="0" y2="1"><stop offset="0" stop-color="${c.sky[0]}"/><stop offset="1" stop-color="${c.sky[1]}"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#sky${view}${Math.round(w)})"/><circle cx="${w * 0.72}" cy="${h * 0.3}" r="${Math.min(w, h) * 0.1}" fill="${c.light}" opacity=".9"/>`;
  if (view === "sea") {
    return `${sky}<rect y="${h * 0.6}" width="${w}" height="${h * 0.4}" fill="${mixColours(far, c.accent, 0.25)}"/><rect y="${h * 0.6}" width="${w}" height="${h * 0.05}" fill="${mixColours(far, "#ffffff", 0.4)}" opacity=".6"/><path d="M0 ${h * 0.62}L${w * 0.2} ${h * 0.5}L${w * 0.42} ${h * 0.62}Z" fill="${near}" opacity=".7"/>`;
  }
  if (view === "hills") {
    return `${sky}<path d="M0 ${h * 0.62}C${w * 0.25} ${h * 0.4} ${w * 0.45} ${h * 0.75} ${w * 0.7} ${h * 0.52}S${w} ${h * 0.5} ${w} ${h * 0.5}V${h}H0Z" fill="${far}"/><path d="M0 ${h * 0.8}C${w * 0.3} ${h * 0.62} ${w * 0.6} ${h * 0.9} ${w} ${h * 0.68}V${h}H0Z" fill="${near}"/>`;
  }
  if (view === "trees") {
    const crowns = [0.02, 0.2, 0.42, 0.6, 0.82, 1]
      .map(
        (at, n) =>
          `<circle cx="${w * at}" cy="${h * (0.62 + (n % 3) * 0.06)}" r="${h * (0.2 + (n % 2) * 0.05)}" fill="${n % 2 ? c.leaf : c.deepLeaf}"/>`,
      )
      .join("");
    return `${sky}${crowns}<rect y="${h * 0.78}" width="${w}" height="${h * 0.22}" fill="${c.deepLeaf}"/>`;
  }
  const houses = Array.from({ length: Math.ceil(w / 70) }, (_, n) => {
    const tall = h * (0.28 + ((n * 37) % 23) / 60);
    const lights = [0.2, 0.45, 0.7]
      .flatMap((y) => [14, 40].map((x) => ({ x, y })))
      .filter((_, at) => (n + at) % 3 !== 0)
      .map(
        ({ x, y }) =>
          `<rect x="${n * 70 + x}" y="${h - tall * (1 - y * 0.8)}" width="12" height="16" fill="${c.light}" opacity="${0.35 + c.dusk * 0.6}"/>`,
      )
      .join("");
    return `<rect x="${n * 70}" y="${h - tall}" width="66" height="${tall}" fill="${n % 2 ? far : near}"/>${lights}`;
  }).join("");
  return `${sky}${houses}`;
}
