/** What a file of a video is called after. */
export type NamedVideo = { brand: string; brief: string; persona: string; hook: string; version: number };

/** The name under which a video's file is taken away, without its ending: `nordlys-coffee-spring-maja-question-v2`. */
export function nameFile({ brand, brief, persona, hook, version }: NamedVideo): string {
  return [...[brand, brief, persona, hook].map((words) => plainName(words).slice(0, 40)), `v${version}`]
    .map((part) => part.replace(/^-+|-+$/g, ""))
    .filter(Boolean)
    .join("-");
}

/** Words as every file system takes them; empty when there is nothing in them that can stay, as in Japanese. */
function plainName(words: string): string {
  return words
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßøæœłđð]/gi, (letter) => plainLetters[letter.toLowerCase()] ?? "")
    .replace(/[^a-z0-9]+/gi, "-")
    .toLowerCase();
}

/** Letters that Unicode does not take apart. */
const plainLetters: Record<string, string> = {
  ...{ ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d" },
};
