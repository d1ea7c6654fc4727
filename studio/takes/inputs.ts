import { getTake } from "#db/queries/takes.ts";
import { cutClip, cutPicture, cutRecording, takeLastFrame } from "#media/lend-files.ts";
import { ProviderError } from "#providers/errors.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { VideoProvider } from "#providers/video/contract.ts";
import type { Dossier } from "#providers/video/dossier.ts";
import type { Clip, FileInput, InputValue } from "../shots/directed-shot.ts";
import type { FilmStage } from "./filming.ts";
import { isLent, type LentFile, type StoredInput, sha256Of } from "./keys.ts";

/** A clip's input as it is written down: every file by what it holds. `shown` are the takes of the clips before. */
export async function storeInput(
  { files }: Pick<FilmStage, "files">,
  clip: Clip,
  shown: readonly { takeId: string; seconds: number }[],
): Promise<StoredInput> {
  const stored: StoredInput = {};
  for (const [name, value] of Object.entries(clip.input)) {
    stored[name] = Array.isArray(value)
      ? await Promise.all(value.map((each) => storeFile(files, each, clip, shown)))
      : isFile(value)
        ? await storeFile(files, value, clip, shown)
        : value;
  }
  return stored;
}

const isFile = (value: InputValue): value is FileInput => typeof value === "object" && !Array.isArray(value);

async function storeFile(
  files: FileStore,
  value: FileInput,
  { seconds, input }: Clip,
  shown: readonly { takeId: string; seconds: number }[],
): Promise<LentFile> {
  if ("lastFrameOf" in value) return { lend: "last-frame", ...shown[value.lastFrameOf]! };
  if ("clipOf" in value) return { lend: "clip", takeId: shown[value.clipOf]!.takeId, seconds: value.seconds };
  if ("picture" in value) {
    const sha256 = sha256Of(await files.bytes(value.picture));
    return { lend: "picture", file: value.picture, sha256, cutTo: value.cutTo };
  }
  if (!value.recording) throw new ProviderError("reject", "The line of this shot is not recorded yet.");
  const sha256 = sha256Of(await files.bytes(value.recording));
  const { from, to } = value;
  // Whoever changes a clip fetches both: at least one such model takes no file that stands in the request.
  const besideClip = Object.values(input).some((each) => isFile(each) && "clipOf" in each);
  const stretch = { lend: "recording", file: value.recording, sha256, from, to, atLeast: seconds } as const;
  return besideClip ? { ...stretch, byAddress: true } : stretch;
}

/** A clip's input as far as a model's schema sees it, before its files are there. */
export function sketchInput({ input }: Clip): StoredInput {
  const sketched = (value: InputValue): unknown =>
    Array.isArray(value) ? value.map(sketched) : isFile(value) ? address : value;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, sketched(value)]));
}

/** What a model would not take of an input, before anything is ordered. */
export type Checked = {
  /** Why the model cannot be asked, as a sentence; null when it can. */
  because: string | null;
  /** What was left out of the request because the model has it no more, a sentence each. */
  dropped: string[];
  trim(input: StoredInput): StoredInput;
  licence: string | null;
};

/**
 * Holds an input against the schema that the model has today. A seed or a list of what to avoid that it knows no more is
 * left out, and said; anything else that it would refuse or ignore means that the dossier is out of date.
 */
export async function checkInput(filmer: VideoProvider, dossier: Dossier, input: StoredInput): Promise<Checked> {
  const spare = [dossier.parameters.seed, dossier.parameters.negative];
  const trimmed: string[] = [];
  const trim = (whole: StoredInput) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !trimmed.includes(name)));
  const none = { because: null, dropped: [], trim, licence: null };
  try {
    const facts = await filmer.inspect(dossier.model, asAddresses(input));
    if (!facts) return none;
    const idle = facts.faults.filter(({ field, sentence }) => spare.includes(field) && sentence.includes("knows no"));
    trimmed.push(...idle.map(({ field }) => field));
    const faults = facts.faults.filter((fault) => !idle.includes(fault));
    const dropped = idle.map(({ field }) => `${dossier.name} takes no “${field}” any more: it is left out.`);
    const because = faults.map(({ sentence }) => sentence).join(" ") || null;
    return { because, dropped, trim, licence: facts.licence };
  } catch (error) {
    if (error instanceof ProviderError) return { ...none, because: error.message };
    throw error;
  }
}

/** A file is an address once it is lent; which one is not known before. */
const address = "https://files.example/lent";

function asAddresses(input: StoredInput): StoredInput {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      isLent(value) ? address : Array.isArray(value) ? value.map((each) => (isLent(each) ? address : each)) : value,
    ]),
  );
}

/** Lends the vendor every file that an input needs, and answers the input as it is sent. May be repeated. */
export async function lendFiles(
  stage: Pick<FilmStage, "db" | "files">,
  brandId: string,
  filmer: VideoProvider,
  input: StoredInput,
): Promise<StoredInput> {
  const lend = async (file: LentFile) => filmer.upload(await bring(stage, brandId, file));
  const sent: StoredInput = {};
  for (const [name, value] of Object.entries(input)) {
    if (isLent(value)) sent[name] = await lend(value);
    else if (Array.isArray(value))
      sent[name] = await Promise.all(value.map((each) => (isLent(each) ? lend(each) : each)));
    else sent[name] = value;
  }
  return sent;
}

async function bring({ db, files }: Pick<FilmStage, "db" | "files">, brandId: string, file: LentFile) {
  if (file.lend === "picture") {
    const bytes = await cutPicture(await files.bytes(file.file), file.cutTo);
    return { bytes, type: "image/jpeg", name: "picture.jpg" };
  }
  if (file.lend === "recording") {
    const bytes = cutRecording(await files.bytes(file.file), file.from, file.to, file.atLeast);
    return { bytes, type: "audio/wav", name: "line.wav", byAddress: file.byAddress };
  }
  const take = await getTake(db, brandId, file.takeId);
  if (!take.file || !take.probe) {
    const which = file.lend === "clip" ? "whose lips are to be matched" : "before this one";
    throw new ProviderError("reject", `The clip ${which} is not there any more.`);
  }
  if (file.lend === "clip") {
    const bytes = await cutClip(await files.localPath(take.file), file.seconds);
    return { bytes, type: "video/mp4", name: "clip.mp4", byAddress: true };
  }
  const bytes = await takeLastFrame(await files.localPath(take.file), file.seconds, take.probe);
  return { bytes, type: "image/jpeg", name: "frame.jpg" };
}
