import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, readFile, rename, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Db } from "#db/database.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import type { SpokenLine } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import {
  type Speech,
  type SpeechRequest,
  speech as speechSchema,
  type VoiceProvider,
} from "#providers/voice/contract.ts";

type Booth = { db: Db; voices: VoiceProvider; scratch: string };

/** Who really spoke a line, as its recording says: not who is set up today. */
export type Speaker = { provider: string; model: string | null; voice: string };
export type SaidLine = { line: SpokenLine; by: Speaker };

/**
 * Speaks the lines of a variant's script. A recording is named by what is said and how, so that siblings and later versions
 * share it and a paid voice is asked once. What was spent goes into the ledger, also when a later line fails.
 */
export async function speakLines(
  { db, voices, scratch }: Booth,
  brandId: string,
  variantId: string,
  texts: string[],
  how: { voice: string; pace: number; pronunciations?: Record<string, string> | undefined },
): Promise<SaidLine[]> {
  const folder = path.join(scratch, "lines");
  await mkdir(folder, { recursive: true });
  const { voice, pace, pronunciations = {} } = how;
  const spent = { micros: 0, lines: 0, provider: voices.id };
  const lines: SaidLine[] = [];
  try {
    for (const text of texts) {
      const said = await record(voices, folder, { text, voice, pace, pronunciations: spokenIn(text, pronunciations) });
      if (said.fresh) Object.assign(spent, { micros: spent.micros + said.costMicros, provider: said.provider });
      if (said.fresh) spent.lines += 1;
      const { file, seconds, words, phonemes, provider, model = null } = said;
      lines.push({ line: { file, seconds, text, words, phonemes }, by: { provider, model, voice } });
    }
    return lines;
  } catch (error) {
    if (error instanceof ProviderError) spent.micros += error.costMicros;
    throw error;
  } finally {
    if (spent.micros > 0) {
      await insertLedgerEntry(db, brandId, {
        ...{ kind: "voice", provider: spent.provider, variantId, amountMicros: spent.micros },
        note: `${spent.lines} of ${texts.length} lines spoken by ${voice}`,
      });
    }
  }
}

/** A kept recording, or a new one. Its times lie beside it, written after it, so that they stand for a whole recording. */
async function record(
  voices: VoiceProvider,
  folder: string,
  request: SpeechRequest,
): Promise<Speech & { fresh: boolean }> {
  const name = createHash("sha256")
    .update(JSON.stringify([voices.id, request]))
    .digest("hex");
  const [file, times] = [path.join(folder, `${name}.wav`), path.join(folder, `${name}.json`)];
  const kept = await readKept(file, times);
  if (kept) return { ...kept, file, fresh: false };
  const said = await voices.speak(request, file);
  const part = `${times}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify(said));
  await rename(part, times);
  return { ...said, fresh: true };
}

async function readKept(file: string, times: string): Promise<Speech | undefined> {
  try {
    await access(file);
    const parsed = speechSchema.safeParse(JSON.parse(await readFile(times, "utf8")));
    const now = new Date();
    for (const each of [file, times]) await utimes(each, now, now); // used just now: not yet to be swept
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not there, or not readable: it is spoken again
  }
}

/** Those pronunciations whose word a line has: a change to another word leaves its recording as it is. */
function spokenIn(text: string, pronunciations: Record<string, string>): Record<string, string> {
  const lower = text.normalize("NFC").toLowerCase();
  return Object.fromEntries(
    Object.entries(pronunciations).filter(([word]) => lower.includes(word.normalize("NFC").toLowerCase())),
  );
}
