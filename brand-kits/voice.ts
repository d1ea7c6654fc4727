/**
 * The words and phrases that a kit's voice.md never uses: what stands in quotes under a heading that says "never".
 * Examples under other headings are whole sentences, and are not taken for words.
 */
export function readNevers(voice: string): string[] {
  const words = sectionsOf(voice)
    .filter(({ heading }) => /\bnever\b|\bavoid\b|\bdon['’]t\b/i.test(heading))
    .flatMap(({ text }) => [...text.matchAll(/["“]([^"“”\n]{2,40})["”]/g)].map((match) => match[1]!.trim()))
    .filter((phrase) => phrase.split(/\s+/).length <= 4 && !/[.!?]$/.test(phrase));
  return [...new Set(words)];
}

/** Whether a kit's voice.md does without exclamation marks. */
export function isQuiet(voice: string): boolean {
  return sectionsOf(voice).some(({ heading, text }) => /\bnever\b/i.test(heading) && /exclamation mark/i.test(text));
}

function sectionsOf(voice: string): { heading: string; text: string }[] {
  return voice.split(/^#{1,4}\s+/m).map((part) => {
    const end = part.indexOf("\n");
    return { heading: end < 0 ? part : part.slice(0, end), text: end < 0 ? "" : part.slice(end) };
  });
}
