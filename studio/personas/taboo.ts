/** Words that carry no topic: a taboo of these alone forbids nothing. */
const empty = new Set(
  "a about an and any anything are at by else for from in is it of on or other others own people people's s some someone talk talking that the their them things this to with your".split(
    " ",
  ),
);

/**
 * The first of a persona's taboos that a text is about, or undefined: every word of the taboo that carries a topic stands
 * in one and the same sentence of it, whatever its ending ("diet" in "Dieting made easy", but not "edit"). Nearness of
 * meaning ("wine" for "alcohol") is not judged: that would need a model, and a false alarm keeps a brief from being made.
 */
export function findTabooTopic(taboos: readonly string[], text: string): string | undefined {
  const sentences = text.split(/[.!?…\n]+/u).map(stemsOf);
  return taboos.find((taboo) => {
    const words = stemsOf(taboo);
    return words.length > 0 && sentences.some((sentence) => words.every((word) => sentence.includes(word)));
  });
}

function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\p{N}'’-]*/gu) ?? [];
  return words.filter((word) => !empty.has(word)).map(stemOf);
}

/** English endings off, so that "diets" and "dieting" meet. Other scripts stay as they are. */
function stemOf(word: string): string {
  const plain = word.replace(/['’]s$/u, "");
  if (plain.length <= 4) return plain.replace(/(?<=[^s])s$/u, "");
  return plain.replace(/(?:ies|y)$/u, "i").replace(/(?:ings?|ed|es|s|e)$/u, "");
}
