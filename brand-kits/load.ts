import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { isUnkeepable, type ParsedFile, parseWith, readDocument, unkeepableMessage } from "./document.ts";
import { checkKitFile, findKitText, type KitFile, type ProbePicture, readKitFile } from "./files.ts";
import { type KitProblem, KitRefused } from "./problems.ts";
import { referencesOf } from "./references.ts";
import { readRoster } from "./roster.ts";
import { checkTogether, noticesOf } from "./rules.ts";
import { type Kit, kitSchema } from "./schema.ts";

export type LoadedKit<Persona = unknown> = {
  kit: Kit;
  /** The text of voice.md. */
  voice: string;
  folder: string;
  /** Every file that the kit names, the kit's own text, its voice and its roster included; sorted by name. */
  files: KitFile[];
  /** Of all files' names and bytes: the same kit has the same hash wherever its folder lies. */
  sha256: string;
  /** The starter roster, empty when the kit ships none. */
  roster: Persona[];
  /** What is no mistake but worth knowing. */
  notices: KitProblem[];
};

/** What the loader needs from above it on the ladder: how to look at a picture, and what a persona of a roster is. */
export type KitTools<Persona> = { probePicture: ProbePicture; persona: z.ZodType<Persona> };

/** What a kit's own text may be called. */
export const kitNames = ["kit.yaml", "kit.yml", "kit.json"];
const maxVoiceLength = 20_000;

/**
 * Reads a brand kit's folder and checks everything in it. Throws `KitRefused` with every problem at once, each with its
 * file, place, line and a sentence. Reads only, and nothing outside the folder.
 */
export async function loadKit<Persona>(folder: string, tools: KitTools<Persona>): Promise<LoadedKit<Persona>> {
  const text = await readKitText(folder);
  const parsed = readDocument(text.name, new TextDecoder().decode(text.bytes));
  const [read, roster] = await Promise.all([readNamedFiles(folder, parsed, tools), readRoster(folder, tools.persona)]);
  if (parsed.problems.length > 0) throw new KitRefused([...parsed.problems, ...roster.problems]);

  const { value: kit, problems } = parseWith(kitSchema, parsed);
  problems.push(...read.problems);
  problems.push(...checkTogether(parsed.data).map(({ path, message }) => parsed.problemAt(path, message)));
  problems.push(...roster.problems);
  if (!kit || problems.length > 0) throw new KitRefused(inOrder(problems));

  const files = [text, ...read.files, ...(roster.file ? [roster.file] : [])];
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  const owned = files.filter((file) => ["logo", "font", "picture"].includes(file.kind));
  return {
    kit,
    voice: voiceOf(read.files),
    folder,
    files,
    sha256: hashKitFiles(files),
    roster: roster.personas,
    notices: noticesOf(kit, owned).map(({ path, message }) => parsed.problemAt(path, message)),
  };
}

async function readKitText(folder: string): Promise<KitFile> {
  const refuse = (message: string) =>
    new KitRefused([{ file: path.basename(folder), where: "", line: null, column: null, message }]);
  const info = await stat(folder).catch(() => undefined);
  if (!info) throw refuse(`There is no folder ${folder}`);
  if (!info.isDirectory()) throw refuse(`${folder} is a file; a kit is a folder with a kit.yaml in it`);
  const found = await findKitText(folder, kitNames, "kit");
  if (!found) throw refuse("The folder has no kit.yaml (or kit.json); a kit begins with one");
  if ("problem" in found) throw new KitRefused([found.problem]);
  return found.file;
}

/** Every file that the text names, read once and checked for what each place that names it needs it to be. */
async function readNamedFiles(folder: string, parsed: ParsedFile, tools: { probePicture: ProbePicture }) {
  const files: KitFile[] = [];
  const problems: KitProblem[] = [];
  for (const { path: place, name, kind } of referencesOf(parsed.data)) {
    const known = files.find((file) => file.name === name);
    const answer = known ?? (await readKitFile(folder, name));
    if ("message" in answer) {
      problems.push(parsed.problemAt(place, answer.message));
      continue;
    }
    const file: KitFile = { name, kind, bytes: answer.bytes };
    const message = known?.kind === kind ? undefined : await checkKitFile(file, tools.probePicture);
    if (message) problems.push(parsed.problemAt(place, message));
    if (!known) files.push(file);
  }
  const voice = files.find((file) => file.kind === "voice");
  const length = voiceOf(files).length;
  if (voice && isUnkeepable(voiceOf(files))) {
    problems.push({ file: voice.name, where: "", line: null, column: null, message: unkeepableMessage });
  }
  if (voice && (length === 0 || length > maxVoiceLength)) {
    const message =
      length === 0
        ? "This says nothing; write in a few lines how the brand talks, and how it never does"
        : `This has ${length} characters; ${maxVoiceLength} are the most that a writer can keep in mind`;
    problems.push({ file: voice.name, where: "", line: null, column: null, message });
  }
  return { files, problems };
}

function voiceOf(files: KitFile[]): string {
  return new TextDecoder().decode(files.find((file) => file.kind === "voice")?.bytes).trim();
}

/** A kit's hash: of its files' names and bytes, in the order of their names. */
export function hashKitFiles(files: readonly Pick<KitFile, "name" | "bytes">[]): string {
  const hash = createHash("sha256");
  for (const { name, bytes } of files) {
    hash.update(`${name}\n${createHash("sha256").update(bytes).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

function inOrder(problems: KitProblem[]): KitProblem[] {
  const place = (problem: KitProblem) => [problem.line ?? 0, problem.column ?? 0] as const;
  return [...problems].sort((one, other) => {
    const [line, column] = place(one);
    const [otherLine, otherColumn] = place(other);
    return one.file === other.file ? line - otherLine || column - otherColumn : one.file < other.file ? -1 : 1;
  });
}
