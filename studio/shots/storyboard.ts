import type { Kit } from "#brand-kits/schema.ts";
import type { CaptionStyle } from "#media/caption-styles.ts";
import type { Music } from "#media/music/music.ts";
import type { Ratio } from "#media/stage.ts";
import type { Portrait, RoomSet, Shot, SpokenLine, Storyboard } from "#media/storyboard.ts";
import { secondsOfShot } from "#media/timeline.ts";
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
  /** What a scene may cut to, by id, as files on this machine; `names` stand over a before and after. */
  cutaways?: readonly StagedCutaway[];
  names?: [before: string, after: string];
  script: Script;
  /** "synthetic" or "cameo", as the persona's row says. */
  personaKind: string;
  lines: SpokenLine[];
  /** What plays under the voice; nothing when it is left out. */
  music?: Music | null;
};

/** A picture, a clip with its length in seconds, or the two pictures of a before and after. */
export type StagedCutaway = {
  id: string;
  kind: "picture" | "clip" | "before-after";
  files: string[];
  seconds: number | null;
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

function shotOf(scene: Scene, index: number, cast: Cast): Shot {
  const { portrait, set, product, script, lines } = cast;
  const common = { speech: lines[index] ?? null, onScreen: scene.onScreen };
  const cut = cutTo(scene, index, cast);
  if (cut) return cut;
  if (scene.shot === "talking-head") {
    const prop = product.picture ? { prop: { picture: product.picture, title: product.title } } : {};
    return { type: "talking-head", portrait, set, ...prop, ...common };
  }
  // A product whose picture could not be had is named in type instead: a grey hole would look like a fault.
  if (showsProduct(scene) && product.picture) {
    // Shown once with its name and price; after that the camera goes over the picture itself, so that nothing comes twice.
    const shown = script.scenes
      .slice(0, index)
      .filter((before, at) => showsProduct(before) && !cutTo(before, at, cast)).length;
    if (shown > 0) {
      return {
        type: "b-roll",
        picture: product.picture,
        move: moves[(shown - 1) % moves.length]!,
        ...common,
      };
    }
    return { type: "product", picture: product.picture, title: product.title, price: product.price, ...common };
  }
  return { type: "text-card", text: scene.onScreen ?? product.title, ...common, onScreen: null };
}

/** Shots of what was uploaded show the product itself when that has been taken back since. */
const showsProduct = ({ shot }: Scene) => shot === "product" || shot === "b-roll" || shot === "before-after";

/** The shot of a scene that shows what was uploaded; undefined when the scene is another one, or there is none such any more. */
function cutTo(scene: Scene, index: number, { cutaways = [], names, lines }: Cast): Shot | undefined {
  const found = cutaways.find(({ id }) => id === scene.cutaway);
  const [file, other] = found?.files ?? [];
  if (!found || !file) return undefined;
  const common = { speech: lines[index] ?? null, onScreen: scene.onScreen };
  if (scene.shot === "before-after" && found.kind === "before-after" && other) {
    return { type: "before-after", pictures: [file, other], names: names ?? ["Before", "After"], ...common };
  }
  if (scene.shot !== "b-roll" || found.kind === "before-after") return undefined;
  if (found.kind === "picture") return { type: "b-roll", picture: file, move: moves[index % moves.length]!, ...common };
  const has = found.seconds ?? 1;
  const wanted = secondsOfShot({ type: "b-roll", picture: file, move: "in", ...common });
  // A clip that is over before its line begins again: a cut is what people expect, a picture that stops is not.
  const rounds = Math.max(1, Math.ceil(wanted / (has * 1.15)));
  const clips = Array.from({ length: rounds }, () => ({ file, seconds: Math.min(has, wanted), has }));
  return { type: "footage", clips, lead: 0, atLeast: wanted, ...common };
}

const moves = ["right", "in", "left", "out"] as const;

/** An address as people read it: no protocol, no `www.`, no trailing slash, and the path only when it is short. */
export function shownLink(link: string): string {
  const { hostname, pathname } = new URL(link);
  const host = hostname.replace(/^www\./, "");
  const whole = `${host}${pathname.replace(/\/$/, "")}`;
  return whole.length <= 32 ? whole : host;
}
