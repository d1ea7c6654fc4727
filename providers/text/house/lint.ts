import { readFileSync } from "node:fs";
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { listPhraseFiles, phraseFolder } from "./phrases.ts";
import { readYaml } from "./read-yaml.ts";

export type PhraseNotice = { file: string; line: number; message: string };

/** What a phrase is tried with where it has braces, so that its own words can be judged. */
const standIns: Record<string, string> = {
  claim: "It's grey.",
  also: "It has legs.",
  clause: "it's grey",
  opinion: "Slow is good.",
  opinion_lower: "slow is good.",
  moment: "Sunday, and the kettle sings.",
  moment_lower: "sunday, and the kettle sings.",
  tip: "Measure twice.",
  offer: "Two for one.",
  must: "Returns are free.",
  a_noun: "a sofa",
  your_noun: "your sofa",
  noun: "sofa",
  product: "the sofa",
  title: "Sofa",
  brand: "Home",
  cta: "See the details",
  cta_lower: "see the details",
  price: "€10",
  who: "own a kettle",
  cannot: "sit down",
  count: "three",
  seconds: "20",
  audience: "people at home",
  it: "it",
  it_object: "it",
  its: "its",
  "it's": "it's",
  is: "is",
  has: "has",
  this: "this",
  this_is: "this is",
  cost: "costs",
  does: "does",
};

/**
 * Everything wrong with the phrase files, by file and line: what does not fit its place, braces nobody fills, exclamation
 * marks, and sentences that `mayBeSaid` holds back.
 */
export function lintPhrases(mayBeSaid: (sentence: string) => boolean, folder = phraseFolder): PhraseNotice[] {
  return listPhraseFiles(folder).flatMap(({ file, schema }) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const found = readYaml(file, text, schema).problems.map((problem) => ({ file, ...problem }));
    if (file === "structure.yaml") return found;
    const counter = new LineCounter();
    visit(parseDocument(text, { lineCounter: counter }), {
      Scalar: (key, node) => {
        if (key === "key" || !isScalar(node) || typeof node.value !== "string" || !node.value.includes(" ")) return;
        const line = counter.linePos(node.range?.[0] ?? 0).line;
        found.push(...judge(node.value, mayBeSaid).map((message) => ({ file, line, message })));
      },
    });
    return found;
  });
}

function judge(phrase: string, mayBeSaid: (sentence: string) => boolean): string[] {
  const messages: string[] = [];
  const filled = phrase.replace(/^\[\w+\] /, "").replace(/\{([^}]*)\}/g, (whole, name: string) => {
    const word = standIns[name] ?? standIns[name.charAt(0).toLowerCase() + name.slice(1)];
    if (word === undefined) messages.push(`Nobody fills ${whole}; check its spelling`);
    return word === undefined ? "" : name === name.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1);
  });
  if (filled.includes("!")) messages.push("No exclamation marks");
  for (const part of filled.split(" | ").flatMap((text) => text.split(/(?<=[.?!…])\s+/))) {
    if (part.trim() !== "" && !mayBeSaid(part.trim()))
      messages.push(`“${part.trim()}” would be held back by the claim gate`);
  }
  return messages;
}
