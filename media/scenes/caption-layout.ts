import { brighten, contrastOf, readableOn } from "../canvas/colour.ts";
import { segmentText } from "../canvas/script.ts";
import type { PlacedWord, TextBlock } from "../canvas/typesetter.ts";
import type { CaptionStyle } from "../caption-styles.ts";
import { type Caption, captionLine, textOfWords } from "../captions.ts";
import type { Stage } from "../stage.ts";
import type { Look, SpokenLine } from "../storyboard.ts";
import { speechLead } from "../timeline.ts";
import type { Desk, PlacedBox } from "./scene.ts";

export type CaptionZone = Stage["captions"];
/** A word with its place: `x` and `y` are of its line's top left corner, in design pixels of the picture. */
export type CaptionWord = PlacedWord & { y: number; row: number; start: number; end: number };
export type LaidCaption = {
  start: number;
  end: number;
  block: TextBlock;
  words: CaptionWord[];
  box: PlacedBox;
};

/** Room that a style's plates take around the words. */
const padding: Record<CaptionStyle, { x: number; y: number }> = {
  highlight: { x: 16, y: 0 },
  pop: { x: 8, y: 0 },
  karaoke: { x: 8, y: 0 },
  boxed: { x: 22, y: 4 },
  outline: { x: 8, y: 0 },
  typewriter: { x: 30, y: 14 },
  bubble: { x: 36, y: 16 },
};

/**
 * Where the captions of a line stand, in the middle of their zone, and when: seconds from the start of the speech. Those
 * that hold nothing but the first `skip` words are left out.
 */
export function layOutCaptions(
  { speech, skip }: { speech: SpokenLine | null; skip: number },
  style: CaptionStyle,
  zone: CaptionZone,
  look: Look,
  desk: Desk,
): LaidCaption[] {
  let said = 0;
  const lines = (speech ? captionLine(speech) : []).filter(({ words }) => {
    said += words.length;
    return said > skip;
  });
  const captions = style === "pop" ? lines.flatMap(popWords) : lines;
  const { x: padX, y: padY } = padding[style];
  const { ink, ground } = captionColours(style, look);
  return captions.map((caption) => {
    const pop = style === "pop";
    const block = desk.setText(
      caption.words.flatMap(({ word, joined }) =>
        segmentText(word).map((part, index) => ({ ...part, joined: index > 0 ? part.joined : joined === true })),
      ),
      pop ? "display" : "text",
      {
        size: pop ? zone.size * 1.75 : zone.size - (padY > 4 ? 10 : 0),
        width: zone.width - padX * 2,
        maxLines: pop ? 1 : 2,
        // With so wide an outline, words would otherwise run into each other.
        space: pop ? 0.38 : 0.36,
      },
    );
    const height = block.lines.length * block.lineHeight + padY * 2;
    const width = Math.max(...block.lines.map((line) => line.width)) + padX * 2;
    const box = {
      ...{ kind: "caption" as const, x: zone.x + (zone.width - width) / 2, y: zone.y + (zone.height - height) / 2 },
      ...{ width, height, from: caption.start + speechLead, to: caption.end + speechLead },
      ...{ text: textOfWords(caption.words), size: block.size, ink, ground },
    };
    return {
      start: caption.start,
      end: caption.end,
      block,
      words: placeWords(caption, block, zone, box.y + padY),
      box,
    };
  });
}

/** The colours of a style's words and of what is right behind them. */
export function captionColours(style: CaptionStyle, { palette }: Look): { ink: string; ground: string; mark: string } {
  const mark = contrastOf("#17121c", palette.accent) >= 6 ? palette.accent : brighten(palette.accent);
  if (style === "highlight") {
    const ink = readableOn(palette.accent, palette.surface, palette.text);
    return { ink, ground: palette.accent, mark: palette.accent };
  }
  if (style === "typewriter") return { ink: "#221b20", ground: "#fbf6ec", mark: palette.accent };
  if (style === "bubble") {
    const ink = readableOn(palette.surface, palette.text, palette.background);
    return { ink, ground: palette.surface, mark: readableOn(palette.surface, palette.accent, palette.primary, ink) };
  }
  return { ink: "#ffffff", ground: "#17121c", mark };
}

/** A caption of its own for each word; a word of one or two letters goes with the next. */
function popWords({ words, end }: Caption): Caption[] {
  const groups: Caption["words"][] = [];
  for (const word of words) {
    const open = groups.at(-1);
    if (open && textOfWords(open).length <= 3 && textOfWords([...open, word]).length <= 11) open.push(word);
    else groups.push([word]);
  }
  return groups.map((group, index) => ({
    start: group[0]!.start,
    end: groups[index + 1]?.[0]?.start ?? end,
    words: group,
  }));
}

/** A spoken word may hold several written ones; each gets the time of its word. */
function placeWords(caption: Caption, block: TextBlock, zone: CaptionZone, top: number): CaptionWord[] {
  const times = caption.words.flatMap(({ word, start, end }) => segmentText(word).map(() => ({ start, end })));
  let nth = 0;
  return block.lines.flatMap((line, row) =>
    line.words.map((word) => ({
      ...word,
      ...(times[nth++] ?? { start: caption.start, end: caption.end }),
      row,
      x: zone.x + (zone.width - line.width) / 2 + word.x,
      y: top + row * block.lineHeight,
    })),
  );
}
