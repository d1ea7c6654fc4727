/**
 * A WebVTT file as SubRip, which editors and networks take that know no WebVTT: cues are numbered, times have a comma and
 * hours always, and nothing is escaped. Whatever is no cue (the header, notes, styles) is left out.
 */
export function writeSrt(vtt: string): string {
  const blocks = vtt
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split(/\n{2,}/);
  const cues = blocks.flatMap((block) => {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => times.test(line));
    const [, from = "", to = ""] = times.exec(lines[at] ?? "") ?? [];
    const text = lines
      .slice(at + 1)
      .join("\n")
      .trim();
    return at < 0 || !text ? [] : [`${clock(from)} --> ${clock(to)}\n${plain(text)}\n`];
  });
  return cues.map((cue, index) => `${index + 1}\n${cue}`).join("\n");
}

const times = /^((?:\d+:)?\d\d:\d\d\.\d{3}) --> ((?:\d+:)?\d\d:\d\d\.\d{3})/;

const clock = (time: string) => (time.split(":").length === 2 ? `00:${time}` : time).replace(".", ",");

/** Marks such as <b> and the times of words go; the ampersand is last, so that &amp;lt; stays what it was. */
const plain = (text: string) =>
  text
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&nbsp;/g, " ")
    .replace(/&amp;/g, "&");
