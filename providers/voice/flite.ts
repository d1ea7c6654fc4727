import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { ProviderError } from "#providers/errors.ts";
import { type Speech, type SpeechRequest, speechRequest, type Voice, type VoiceProvider } from "./contract.ts";
import type { FliteAnswer, FliteOrder } from "./flite-thread.ts";
import { placeWords, spokenForm } from "./word-timing.ts";

/** The four voices compiled into Flite 2.3: three recorded speakers of CMU ARCTIC and one diphone voice. */
const voices: readonly Voice[] = [
  { id: "slt", name: "Sal", description: "Clear and even, American", gender: "female", locale: "en-US" },
  { id: "rms", name: "Rune", description: "Calm and low, American", gender: "male", locale: "en-US" },
  { id: "awb", name: "Alan", description: "Bright, Scottish", gender: "male", locale: "en-GB" },
  { id: "kal16", name: "Kal", description: "Plain and robotic, American", gender: "male", locale: "en-US" },
];

/**
 * Speech made on this machine by CMU Flite compiled to WebAssembly: no account, no network, 16 kHz, about 0.2 s for a
 * line of 7 s. It runs in one thread of its own, so a web request never waits for it; lines queue behind each other.
 */
export function createFlite(): VoiceProvider {
  const speaker = startSpeaker();
  return {
    id: "flite",
    voices,
    async speak(wanted, out) {
      const request = checkRequest(wanted);
      const tokens = request.text.split(/\s+/);
      const spoken = tokens.map(spokenForm);
      if (!spoken.some((form) => /[a-z0-9]/i.test(form))) {
        throw new ProviderError("reject", "This line has no word that an English voice can say. Rewrite it in words.");
      }
      const answer = await speaker({ tokens: spoken, voice: request.voice, stretch: 1 / request.pace });
      await writeWhole(out, answer.wav);
      return { ...timingOf(answer, tokens), file: out };
    },
  };
}

function checkRequest(wanted: SpeechRequest): SpeechRequest {
  const parsed = speechRequest.safeParse(wanted);
  if (!parsed.success) {
    throw new ProviderError(
      "reject",
      `This line cannot be spoken: ${parsed.error.issues[0]?.message}. Keep it to 1–1,000 characters.`,
    );
  }
  if (!voices.some(({ id }) => id === parsed.data.voice)) {
    const known = voices.map(({ id }) => id).join(", ");
    throw new ProviderError("misconfigured", `There is no Flite voice "${parsed.data.voice}". Choose one of ${known}.`);
  }
  return parsed.data;
}

function timingOf({ wav, segments, lone }: FliteAnswer, tokens: string[]): Omit<Speech, "file"> {
  const buffer = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  const sampleRate = buffer.readUInt32LE(24);
  const seconds = (buffer.length - 44) / 2 / sampleRate;
  const phonemes = segments.map(({ phoneme, end }, index) => ({
    phoneme,
    start: Math.min(segments[index - 1]?.end ?? 0, seconds),
    end: Math.min(end, seconds),
  }));
  return { seconds, sampleRate, phonemes, words: placeWords(tokens, lone, phonemes) };
}

/** A thread does not inherit the parent's TypeScript loader, and `--import tsx` does not reach it: it registers its own. */
const boot = `import("tsx/esm/api").then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL("./flite-thread.ts", import.meta.url).href)});
});`;

/** The thread starts with the first line, and does not keep the process alive. A dead thread is replaced by the next line. */
function startSpeaker(): (order: Omit<FliteOrder, "id">) => Promise<FliteAnswer> {
  let worker: Worker | undefined;
  const waiting = new Map<string, { resolve: (answer: FliteAnswer) => void; reject: (error: Error) => void }>();
  const fail = (cause: unknown) => {
    worker = undefined;
    const error = new ProviderError("retry", "The offline voice stopped while speaking. Try the line again.", {
      cause,
    });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = () => {
    const started = new Worker(boot, { eval: true, execArgv: [] });
    started.on("message", ({ id, answer, problem }: { id: string; answer?: FliteAnswer; problem?: string }) => {
      const caller = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (answer) caller?.resolve(answer);
      else caller?.reject(new ProviderError("reject", `The offline voice could not say this line: ${problem}.`));
    });
    started.on("error", fail);
    started.on("exit", fail);
    return started;
  };
  return (order) =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      worker ??= start();
      worker.ref();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...order, id });
    });
}

/** A reader never meets half a file: it is written beside its place and moved there. */
async function writeWhole(out: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(out), { recursive: true });
  const beside = `${out}.${randomUUID()}.part`;
  await writeFile(beside, bytes);
  await rename(beside, out);
}
