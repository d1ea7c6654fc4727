import type { PersonaLook } from "#media/persona-look.ts";

/** A look as a camera sees it, in a sentence's middle: "a woman with a dark brown bob and round glasses, in a teal hoodie". */
export function describeLook(look: PersonaLook): string {
  const who = { feminine: "a woman", masculine: "a man", androgynous: "a person" }[look.presentation ?? "androgynous"];
  const glasses =
    look.glasses === true ? "glasses" : look.glasses && look.glasses !== "none" ? `${look.glasses} glasses` : "";
  const beard = look.facialHair && look.facialHair !== "none" ? withArticle(look.facialHair) : "";
  const has = [sayHair(look), look.skinTone ? `${look.skinTone} skin` : "", beard, glasses].filter(Boolean);
  const features = has.length > 1 ? `${has.slice(0, -1).join(", ")} and ${has.at(-1)}` : has[0];
  const clothes = look.clothing
    ? `, in ${withArticle([look.clothingColour, look.clothing].filter(Boolean).join(" "))}`
    : "";
  return `${who}${features ? ` with ${features}` : ""}${clothes}`;
}

/** Styles that are things of their own; the others are kinds of hair. */
const things = ["bob", "afro", "buzz cut", "side part", "bun"];

function sayHair({ hair, hairColour }: PersonaLook): string {
  if (!hair) return hairColour ? `${hairColour} hair` : "";
  if (hair === "bald") return "a bald head";
  if (hair === "headscarf" || hair === "turban") return `a ${hair}`;
  if (hair === "dreadlocks") return [hairColour, hair].filter(Boolean).join(" ");
  if (things.includes(hair)) return withArticle([hairColour, hair].filter(Boolean).join(" "));
  const [first, ...rest] = hair.split(" ");
  return [first, ...rest, hairColour, "hair"].filter(Boolean).join(" ");
}

function withArticle(words: string): string {
  if (/^(?:overalls|stubble)$|overalls$/.test(words)) return words;
  return `${/^[aeiou]/i.test(words) ? "an" : "a"} ${words}`;
}
