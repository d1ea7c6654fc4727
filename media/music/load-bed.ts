import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Sound } from "../codec/filter-sound.ts";
import type { BedId } from "./beds.ts";
import { bedVersion, synthesiseBed } from "./synthesise.ts";

const sampleRate = 48_000;

/** A bed's loop, as it was played before or played now. Kept as raw 32-bit samples, which is what mixing takes. */
export async function loadBed(folder: string, id: BedId, seed: string): Promise<Sound> {
  const name = createHash("sha256")
    .update(JSON.stringify([bedVersion, id, seed]))
    .digest("hex");
  const file = path.join(folder, `${name}.f32`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept && kept.byteLength > 0 && kept.byteLength % 4 === 0) {
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return { samples: new Float32Array(Uint8Array.from(kept).buffer), sampleRate };
  }
  const { samples } = synthesiseBed(id, seed);
  const part = `${file}.${randomUUID()}.part`;
  await mkdir(folder, { recursive: true });
  await writeFile(part, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  await rename(part, file);
  return { samples, sampleRate };
}
