import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { hookTypes } from "../contract.ts";
import { readYaml } from "./read-yaml.ts";

const line = z.string().trim().min(2, "A line has at least 2 characters").max(240, "Keep a line to 240 characters");
const lines = z.array(line);

/**
 * An opening line: what is said, what stands on the picture, and what has to follow when the voice's own words would not
 * do. One that starts with [choose] promises help with choosing.
 */
export type HookPhrase = { say: string; show: string; next: string | undefined; choose: boolean };

/** Written as "what is said | what stands on the picture | what follows", the last part only where it is needed. */
const hook = line.transform((text, ctx): HookPhrase => {
  const choose = text.startsWith("[choose] ");
  const [say = "", show = "", next, ...rest] = text
    .replace("[choose] ", "")
    .split(" | ")
    .map((part) => part.trim());
  if (!show || rest.length > 0)
    ctx.addIssue("Write “what is said | what stands on the picture”, and what follows after another “|”");
  if (show.length > 60) ctx.addIssue("What stands on the picture has at most 60 characters");
  if (!/[.?…”"}]$/.test(say)) ctx.addIssue("What is said ends like a sentence, with a stop or a question mark");
  return { say, show, next, choose };
});

/** A tip: what is said, and its short form for the picture. Those that help to choose one start with [choose]. */
const tip = line.transform((text, ctx) => {
  const choose = text.startsWith("[choose] ");
  const [say = "", show = ""] = text
    .replace("[choose] ", "")
    .split(" | ")
    .map((part) => part.trim());
  if (!show || show.length > 60)
    ctx.addIssue("Write “the tip | its short form”, the short form in at most 60 characters");
  return { say, show, choose };
});
export type Tip = z.output<typeof tip>;

const hooksFile = z.strictObject({
  ...Object.fromEntries(hookTypes.map((type) => [type, z.array(hook).min(5)])),
  checks: z.array(hook).min(3),
});

const kind = z.strictObject({
  name: z.string(),
  noun: z.string(),
  /** Takes no article: "coffee", not "a coffee". */
  mass: z.boolean().default(false),
  /** The product is better called by the last word of its title than by the kind's noun. */
  headNoun: z.boolean().default(false),
  words: z.array(z.string()).min(1),
  tags: z.array(z.string()),
  ...Object.fromEntries(hookTypes.map((type) => [type, z.array(hook).optional()])),
  moments: lines.min(2),
  tips: z.array(tip).min(3),
  who: lines.min(1),
  cannot: z.array(line).min(1),
});
type Named = { name: string; noun: string; mass: boolean; headNoun: boolean; words: string[]; tags: string[] };
export type Kind = Named & { moments: string[]; tips: Tip[]; who: string[]; cannot: string[] } & Partial<
    Record<(typeof hookTypes)[number], HookPhrase[]>
  >;

/** What a fact can be about; the first that fits counts. */
export const factKinds = ["senses", "absence", "time", "origin", "care", "amount", "material", "use"] as const;
export type FactKind = (typeof factKinds)[number];

const level = z.number().int().min(1).max(5);
const voice = z.strictObject({
  levels: z.strictObject({ energy: level, warmth: level, humour: level }),
  sentences: z.enum(["short", "mixed", "long"]),
  openers: lines.min(3),
  after: z.strictObject({
    question: lines.min(3),
    problem: lines.min(3),
    "bold-claim": lines.min(3),
    scene: lines.min(2),
    "either-or": lines.min(2),
    detail: lines.min(2),
    "not-for-you": lines.min(2),
    "straight-up": lines.min(2),
    "call-out": lines.min(2),
    "how-to": lines.min(2),
  }),
  intro: lines.min(4),
  fact: lines.min(5),
  react: z.strictObject(Object.fromEntries(factKinds.map((kind) => [kind, lines.min(2)]))),
  pair: lines.min(1),
  tip: lines.min(2),
  scene: lines.min(1),
  opinion: lines.min(2),
  remark: lines.min(2),
  aside: lines.min(2),
  price: lines.min(2),
  offer: lines.min(2),
  must: lines.min(1),
  close: lines.min(5),
});
export type VoicePhrases = Omit<z.output<typeof voice>, "react"> & { react: Record<FactKind, string[]> };
export type AfterName = keyof VoicePhrases["after"];

export const voiceNames = ["warm", "dry", "upbeat", "matter-of-fact", "curious", "no-nonsense"] as const;
export type VoiceName = (typeof voiceNames)[number];

const range = z.tuple([z.number().int().min(0), z.number().int().min(0)]);
const lengthPlan = z.strictObject({
  seconds: z.number(),
  hook: z.number(),
  scenes: range,
  after: range,
  scene: range,
  facts: range,
  tips: range,
  opinion: range,
  remark: range,
  price: range,
  doubt: range,
  belief: range,
});
export type LengthPlan = z.output<typeof lengthPlan>;

export const partNames = [
  "after",
  "scene",
  "product",
  "facts",
  "opinion",
  "tips",
  "remark",
  "doubt",
  "belief",
  "musts",
  "price",
  "offer",
  "close",
] as const;
export type PartName = (typeof partNames)[number];

const shots = z.record(z.string(), z.array(z.string().max(200)).min(1));
const structure = z.strictObject({
  lengths: z.array(lengthPlan).min(3),
  arcs: z.record(z.enum(hookTypes), z.array(z.enum(partNames))),
  tones: z.record(z.enum(voiceNames), z.array(z.string())),
  away: z.partialRecord(z.enum(voiceNames), z.array(z.string())),
  directions: z.strictObject({ "talking-head": shots, product: shots, "text-card": shots }),
});

export type Phrases = {
  hooks: Record<(typeof hookTypes)[number] | "checks", HookPhrase[]>;
  kinds: Kind[];
  /** For a product of no known kind. */
  anything: Kind;
  voices: Record<VoiceName, VoicePhrases>;
  structure: z.output<typeof structure>;
  /** The first eight digits of the SHA-256 of all the files: which words a script was made with. */
  version: string;
};

/** Where the phrase files are. */
export const phraseFolder = new URL("./", import.meta.url);

/** Each phrase file with the schema it has to fit. */
export function listPhraseFiles(folder = phraseFolder): { file: string; schema: z.ZodType }[] {
  const named = (name: string) =>
    readdirSync(new URL(name, folder))
      .filter((file) => file.endsWith(".yaml"))
      .sort();
  return [
    { file: "hooks.yaml", schema: hooksFile },
    { file: "structure.yaml", schema: structure },
    ...named("voices/").map((file) => ({ file: `voices/${file}`, schema: voice })),
    ...named("kinds/").map((file) => ({ file: `kinds/${file}`, schema: kind })),
  ];
}

/** Reads the phrase files. Throws with every line that does not fit its place, by file and line. */
export function readPhrases(folder = phraseFolder): Phrases {
  const hash = createHash("sha256");
  const problems: string[] = [];
  const read = new Map<string, unknown>();
  for (const { file, schema } of listPhraseFiles(folder)) {
    const text = readFileSync(new URL(file, folder), "utf8");
    hash.update(`${file}\n${text}\n`);
    const parsed = readYaml(file, text, schema);
    problems.push(...parsed.problems.map(({ line: at, message }) => `${file}:${at}: ${message}`));
    read.set(file, parsed.value);
  }
  if (problems.length > 0) throw new Error(`The phrase files cannot be used.\n${problems.join("\n")}`);
  const kinds = [...read].filter(([file]) => file.startsWith("kinds/")).map(([, value]) => value as Kind);
  const anything = kinds.find(({ name }) => name === "anything");
  const voices = Object.fromEntries(voiceNames.map((name) => [name, read.get(`voices/${name}.yaml`)]));
  if (!anything || Object.values(voices).includes(undefined))
    throw new Error(
      "The phrase files cannot be used: kinds/anything.yaml and one file for each voice have to be there.",
    );
  return {
    hooks: read.get("hooks.yaml") as Phrases["hooks"],
    kinds: kinds.filter((each) => each !== anything),
    anything,
    voices: voices as Phrases["voices"],
    structure: read.get("structure.yaml") as Phrases["structure"],
    version: hash.digest("hex").slice(0, 8),
  };
}
