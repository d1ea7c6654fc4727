import { layOut, type PlacedBox } from "../layout.ts";
import type { Box } from "../stage.ts";
import type { Storyboard } from "../storyboard.ts";

/** One thing in the picture for a while: times are seconds from the video's start, `scene` is its shot, from 0. */
export type LaidOut = {
  kind: PlacedBox["kind"];
  box: Box;
  from: number;
  to: number;
  scene: number;
  text?: string | undefined;
  size?: number | undefined;
  /** The file of a product's picture or of the logo. */
  picture?: string | undefined;
};

/** Everything that stands in a video, as it was drawn. Throws when a picture it is made from is gone. */
export async function layOutVideo(board: Storyboard): Promise<LaidOut[]> {
  const { shots } = await layOut(board);
  return shots.flatMap(({ index, startsAt, boxes }) => {
    const shot = board.shots[index];
    return boxes.map(({ kind, x, y, width, height, from, to, text, size }): LaidOut => {
      const own =
        kind === "logo" ? board.look.logo : kind === "product" && shot?.type === "product" ? shot.picture : null;
      const placed = { kind, box: { x, y, width, height }, from: startsAt + from, to: startsAt + to, scene: index };
      return { ...placed, text, size, picture: own ?? undefined };
    });
  });
}

/** How much of `under` lies below `over`, 0 to 1. */
export function coveredShare(under: Box, over: Box): number {
  const width = Math.min(under.x + under.width, over.x + over.width) - Math.max(under.x, over.x);
  const height = Math.min(under.y + under.height, over.y + over.height) - Math.max(under.y, over.y);
  return width > 0 && height > 0 ? (width * height) / (under.width * under.height) : 0;
}
