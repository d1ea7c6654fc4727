/** What a compared video is called within a sentence: a version loses its capital, a person or a title does not. */
export function midSentence(name: string): string {
  return name.replace(/^Version /, "version ");
}
