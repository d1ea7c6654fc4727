import type { Kit } from "#brand-kits/schema.ts";
import type { CaptionStyle } from "#media/caption-styles.ts";
import type { Music } from "#media/music/music.ts";
import type { Ratio } from "#media/stage.ts";
import type { Portrait, RoomSet, Shot, SpokenLine, Storyboard } from "#media/storyboard.ts";
import { endCardSeconds, type Scene, type Script } from "#providers/text/contract.ts";
import { burntLabel, factsOf } from "../disclosure/labels.ts";

/** Everything a storyboard is made of. Paths are on this machine; `lines` has one entry for each scene of the script. */
export type Cast = {
  ratio: Ratio;
  kit: Pick<Kit, "name" | "palette" | "fonts" | "cta" | "disclosure" | "video">;
  /** The captions a brief asks for; the kit's own when it asks for none. */
  captionStyle?: CaptionStyle | undefined;
  files: { logo: string | null; displayFont: string; textFont: string };
  portrait: Portrait;
  set: RoomSet;
  product: { title: string; price: string | null; picture: string | null };
  script: Script;
  /** "synthetic" or "cameo", as the persona's row says. */
  personaKind: string;
  lines: SpokenLine[];
  /** What plays under the voice; nothing when it is left out. */
  music?: Music | null;
};

/** Turns a timed script into the shots that the renderer makes, one per scene, and closes with the kit's end card. */
export function composeStoryboard(cast: Cast): Storyboard {
  const { kit, files, script } = cast;
  return {
    ratio: cast.ratio,
    fps: 24,
    look: {
      brandName: kit.name,
      palette: kit.palette,
      displayFont: { family: kit.fonts.display.family, file: files.displayFont },
      textFont: { family: kit.fonts.text.family, file: files.textFont },
      logo: files.logo,
    },
    captionStyle: cast.captionStyle ?? kit.video?.captions ?? "highlight",
    label: burntLabel(kit, factsOf(cast.personaKind)),
    music: cast.music,
    shots: [
      ...script.scenes.map((scene, index) => shotOf(scene, index, cast)),
      {
        type: "end-card",
        design: kit.video?.endCard ?? "spotlight",
        cta: script.cta,
        link: shownLink(kit.cta.link),
        seconds: endCardSeconds,
        speech: null,
        onScreen: null,
      },
    ],
  };
}

function shotOf(scene: Scene, index: number, { portrait, set, product, script, lines }: Cast): Shot {
  const common = { speech: lines[index] ?? null, onScreen: scene.onScreen };
  if (scene.shot === "talking-head") {
    const prop = product.picture ? { prop: { picture: product.picture, title: product.title } } : {};
    return { type: "talking-head", portrait, set, ...prop, ...common };
  }
  // A product whose picture could not be had is named in type instead: a grey hole would look like a fault.
  if (scene.shot === "product" && product.picture) {
    // Shown once with its name and price; after that the camera goes over the picture itself, so that nothing comes twice.
    const shown = script.scenes.slice(0, index).filter(({ shot }) => shot === "product").length;
    if (shown > 0) {
      return {
        type: "b-roll",
        picture: product.picture,
        move: (["right", "in", "left", "out"] as const)[(shown - 1) % 4]!,
        ...common,
      };
    }
    return { type: "product", picture: product.picture, title: product.title, price: product.price, ...common };
  }
  return { type: "text-card", text: scene.onScreen ?? product.title, ...common, onScreen: null };
}

/** An address as people read it: no protocol, no `www.`, no trailing slash, and the path only when it is short. */
export function shownLink(link: string): string {
  const { hostname, pathname } = new URL(link);
  const host = hostname.replace(/^www\./, "");
  const whole = `${host}${pathname.replace(/\/$/, "")}`;
  return whole.length <= 32 ? whole : host;
}
