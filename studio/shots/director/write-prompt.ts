import type { FilmDossier, placeholders } from "#providers/video/dossier.ts";

export type PromptWords = Record<(typeof placeholders)[number], string>;

/**
 * Says a shot in a model's own language: the dossier's lines with the shot's words in them; a line that lacks a word is
 * left out. When it is too long, what `may` be said goes, the last first; then the action is cut at a word. `cut` says so.
 *
 * The words come from anywhere (a shop's product titles, a pasted direction), so what the model would take for a command
 * is taken out of them: see `prompt.strip`.
 */
export function writePrompt(
  { prompt }: Pick<FilmDossier, "prompt">,
  words: PromptWords,
): { text: string; cut: boolean } {
  const own = { framing: prompt.framing, camera: prompt.camera };
  const clean = Object.fromEntries(
    Object.entries(words).map(([name, value]) => [name, name in own ? value : cleanWords(value, prompt.strip)]),
  ) as PromptWords;
  let lines = prompt.lines.map((line) =>
    "must" in line ? { text: line.must, may: false } : { text: line.may, may: true },
  );
  let text = fill(lines, clean);
  let cut = false;
  while (text.length > prompt.longest) {
    cut = true;
    const last = lines.findLastIndex(({ may }) => may);
    if (last >= 0) {
      lines = lines.filter((_, index) => index !== last);
      text = fill(lines, clean);
      continue;
    }
    const room = clean.action.length - (text.length - prompt.longest);
    clean.action = room > 0 ? cutAtWord(clean.action, room) : "";
    const shorter = fill(lines, clean);
    text = shorter.length < text.length ? shorter : cutAtWord(text, prompt.longest);
  }
  return { text, cut };
}

function fill(lines: { text: string }[], words: PromptWords): string {
  return lines
    .flatMap(({ text }) => {
      let lacks = false;
      const said = text.replace(/\{(\w+)\}/g, (_, name: keyof PromptWords, at: number) => {
        if (!words[name]) lacks = true;
        return fitIn(words[name] ?? "", name, text.slice(0, at));
      });
      return lacks ? [] : [tidy(said)];
    })
    .join(" ");
}

/** In the middle of a sentence "A woman" is "a woman", and "Leans on the counter" "leans"; names stay as they are. */
function fitIn(words: string, name: keyof PromptWords, before: string): string {
  if (!/[\p{L},}]\s+$/u.test(before)) return words;
  const lowers = name === "action" ? /^\p{Lu}(?=\p{Ll}|\s)/u : /^(?:A|An|The)(?=\s)/;
  return words.replace(lowers, (start) => start.toLowerCase());
}

/** A sentence that brought its own full stop has one; it begins with a capital. */
function tidy(text: string): string {
  const ended = text
    .replace(/([.!?…])(["”’]?)[.,](?=\s|$)/g, "$1$2")
    .replace(/\s+/g, " ")
    .trim();
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

/** On one line, without quotation marks that would end a quoted line, and without what is a command to the model. */
function cleanWords(value: string, strip: readonly string[]): string {
  let text = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/["“”„«»]/g, "’")
    .replace(/[{}]/g, "");
  // Taking one command out can make another of what is left of it.
  for (let before = ""; before !== text; ) {
    before = text;
    for (const pattern of strip) text = text.replace(new RegExp(pattern, "giu"), " ");
  }
  return text.replace(/\s+/g, " ").trim();
}

function cutAtWord(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest);
  const space = head.lastIndexOf(" ");
  return (space > longest / 2 ? head.slice(0, space) : head).replace(/[\s,;:–-]+$/, "").replace(/\p{Surrogate}$/u, "");
}
