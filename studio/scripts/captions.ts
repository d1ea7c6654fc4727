import type { Script } from "#providers/text/contract.ts";
import channelWords from "./channel-words.json" with { type: "json" };

/** What goes with a post on one channel. `used` and `most` are counted as the channel counts. */
export type ChannelCaption = {
  channel: string;
  name: string;
  title: string | null;
  caption: string;
  hashtags: string[];
  used: number;
  most: number;
};

type Counting = "utf16" | "graphemes" | "bytes";
type Rules = {
  name: string;
  title: number | null;
  caption: number;
  counting: Counting;
  hashtags: number;
  source: string;
};

/**
 * A script's caption and hashtags as each channel can take them: as many hashtags as are usual and allowed there, the
 * caption cut between sentences, or else between words. Labels are added when the post is planned, and have room left.
 */
export function captionsFor(script: Pick<Script, "title" | "caption" | "hashtags">): ChannelCaption[] {
  return Object.entries(channelWords as Record<string, Rules>).map(([channel, rules]) => {
    const hashtags = script.hashtags.slice(0, rules.hashtags);
    const tags = hashtags.map((tag) => `#${tag}`).join(" ");
    const room = rules.caption - labelRoom - measure(tags, rules.counting) - 1;
    const words = rules.counting === "bytes" ? script.caption.replace(/[<>]/g, "") : script.caption;
    const caption = fitText(words, room, rules.counting);
    return {
      ...{ channel, name: rules.name, caption, hashtags },
      title: rules.title === null ? null : fitText(script.title, rules.title, "utf16"),
      used: measure([caption, tags].filter(Boolean).join("\n"), rules.counting),
      most: rules.caption,
    };
  });
}

/** What "AI-generated · Ad" and a line break take, with room for other languages. */
const labelRoom = 40;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function measure(text: string, counting: Counting): number {
  if (counting === "bytes") return Buffer.byteLength(text);
  return counting === "graphemes" ? [...segmenter.segment(text)].length : text.length;
}

function fitText(text: string, most: number, counting: Counting): string {
  if (measure(text, counting) <= most) return text;
  const kept = (parts: string[], joint: string) => {
    let whole = "";
    for (const part of parts) {
      const longer = whole === "" ? part : `${whole}${joint}${part}`;
      if (measure(longer, counting) > most - (joint === " " ? 1 : 0)) break;
      whole = longer;
    }
    return whole;
  };
  const sentences = kept(text.split(/(?<=[.?!…])\s+/), " ");
  if (sentences !== "") return sentences;
  const words = kept(text.split(/\s+/), " ");
  return words === "" ? "" : `${words}…`;
}
