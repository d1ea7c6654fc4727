import { createHash } from "node:crypto";
import { type Cutaway, mentions, type Scene } from "../contract.ts";

/** A cut shorter than this flickers; a longer line is better said to somebody's face. In seconds of speech. */
const stands = { least: 1.4, most: 5 };
/** Before and after take turns on the screen, which takes longer to see. */
const leastForTwo = 2.4;

/**
 * Lets lines be said over what was uploaded for the product: every third scene at most, never the opening or the ending,
 * never two running, and nothing twice. Lines over the product come first, but for the first of them, which names it and
 * its price; then lines that rest on a fact. A line finds what its words name; a line that is said in another video cuts
 * to the same thing there, so that the shot is drawn once.
 */
export function cutTo(scenes: readonly Scene[], cutaways: readonly Cutaway[]): Scene[] {
  const cut = [...scenes];
  const left = new Set(cutaways);
  let room = Math.max(1, Math.floor(scenes.length / 3));
  for (const at of inTurn(scenes)) {
    if (room === 0 || isCut(cut[at - 1]) || isCut(cut[at + 1])) continue;
    const scene = scenes[at]!;
    const [best] = [...left]
      .filter((each) => each.kind !== "before-after" || canCompare(scene))
      .map((cutaway) => ({ cutaway, fits: fitOf(scene, cutaway) }))
      .sort((a, b) => b.fits - a.fits || (orderOf(scene, a.cutaway) < orderOf(scene, b.cutaway) ? -1 : 1));
    if (!best) continue;
    const { id, kind, shows } = best.cutaway;
    const shot = kind === "before-after" ? "before-after" : "b-roll";
    cut[at] = { ...scene, shot, cutaway: id, direction: `Cut to: ${shows}`.slice(0, 200) };
    left.delete(best.cutaway);
    room -= 1;
  }
  return cut;
}

/** The scenes that may cut away, those that should do so first at the front. */
function inTurn(scenes: readonly Scene[]): number[] {
  const names = scenes.findIndex(({ shot }) => shot === "product");
  const rank = (at: number) => {
    const { shot, facts = [], start, end } = scenes[at]!;
    if (at === 0 || at === scenes.length - 1 || at === names) return null;
    if (end - start < stands.least || end - start > stands.most) return null;
    return shot === "product" ? 0 : facts.length > 0 ? 1 : null;
  };
  const ranked = scenes.map((_, at) => ({ at, rank: rank(at) }));
  return ranked
    .flatMap(({ at, rank }) => (rank === 0 ? at : []))
    .concat(ranked.flatMap(({ at, rank }) => (rank === 1 ? at : [])));
}

const isCut = (scene: Scene | undefined) => scene?.shot === "b-roll" || scene?.shot === "before-after";

/** Two pictures are shown where the product is spoken for, long enough to be told apart. */
function canCompare({ beat, start, end }: Scene): boolean {
  return end - start >= leastForTwo && (beat === "product" || beat === "proof" || beat === "how-to");
}

/** How well a cutaway goes with a line: the words that they share, and a little for what moves. */
function fitOf({ line }: Scene, { shows, kind }: Cutaway): number {
  const words = new Set(shows.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
  const shared = [...words].filter((word) => mentions(line, word)).length;
  return shared * 2 + (kind === "picture" ? 0 : 1);
}

const orderOf = ({ line }: Scene, { id }: Cutaway) => createHash("sha256").update(`${line}\n${id}`).digest("hex");
