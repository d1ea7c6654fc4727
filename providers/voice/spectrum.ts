import type { Pcm } from "./wav.ts";

/** How far apart two looks at a sound are, in seconds. */
export const hop = 0.01;

const rate = 16_000;
const window = 512;
const bands = 14;

/**
 * What a sound is like every `hop` seconds, told apart as ears do: the energy of bands that widen upwards, in decibels, each
 * measured against its own mean, so that another voice saying the same looks the same; and the loudness of the whole.
 */
export function describeSound(sound: Pcm): { looks: Float32Array[]; loudness: Float32Array } {
  const samples = toRate(sound);
  const count = Math.max(1, Math.floor((samples.length - window) / (rate * hop)) + 1);
  const looks: Float32Array[] = [];
  const loudness = new Float32Array(count);
  const [re, im] = [new Float64Array(window), new Float64Array(window)];
  for (let look = 0; look < count; look++) {
    const from = Math.round(look * rate * hop);
    let power = 0;
    for (let at = 0; at < window; at++) {
      const sample = samples[from + at] ?? 0;
      power += sample * sample;
      re[at] = sample * (0.54 - 0.46 * Math.cos((2 * Math.PI * at) / window));
      im[at] = 0;
    }
    transform(re, im);
    loudness[look] = 10 * Math.log10(power / window + 1e-9);
    const energies = new Float32Array(bands);
    for (let band = 0; band < bands; band++) {
      let energy = 1e-7;
      for (let bin = edges[band]!; bin < edges[band + 1]!; bin++) energy += re[bin]! ** 2 + im[bin]! ** 2;
      energies[band] = 10 * Math.log10(energy);
    }
    looks.push(energies);
  }
  return { looks: evenOut(looks), loudness };
}

/** Bins where bands begin, even on the mel scale from 100 Hz to 6.5 kHz. */
const edges = Array.from({ length: bands + 1 }, (_, band) => {
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
  const at = mel(100) + ((mel(6500) - mel(100)) * band) / bands;
  return Math.round(((700 * (10 ** (at / 2595) - 1)) / rate) * window);
});

/** Each band less its mean, and as lively as every other. */
function evenOut(looks: Float32Array[]): Float32Array[] {
  for (let band = 0; band < bands; band++) {
    const mean = looks.reduce((sum, look) => sum + look[band]!, 0) / looks.length;
    const spread = Math.sqrt(looks.reduce((sum, look) => sum + (look[band]! - mean) ** 2, 0) / looks.length) + 0.5;
    for (const look of looks) look[band] = (look[band]! - mean) / spread;
  }
  return looks;
}

function toRate({ samples, sampleRate }: Pcm): Float32Array {
  const step = sampleRate / rate;
  const out = new Float32Array(Math.floor(samples.length / step));
  for (let index = 0; index < out.length; index++) {
    const at = index * step;
    const near = at - Math.floor(at);
    out[index] = ((samples[Math.floor(at)] ?? 0) * (1 - near) + (samples[Math.floor(at) + 1] ?? 0) * near) / 32768;
  }
  return out;
}

/** Fast Fourier transform in place, after Cooley and Tukey. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let index = 1, mirror = 0; index < size; index++) {
    let bit = size >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror ^= bit;
    if (index < mirror) {
      [re[index], re[mirror]] = [re[mirror]!, re[index]!];
      [im[index], im[mirror]] = [im[mirror]!, im[index]!];
    }
  }
  for (let span = 2; span <= size; span <<= 1) {
    const turn = (-2 * Math.PI) / span;
    for (let start = 0; start < size; start += span) {
      for (let at = 0; at < span / 2; at++) {
        const [cos, sin] = [Math.cos(turn * at), Math.sin(turn * at)];
        const [low, high] = [start + at, start + at + span / 2];
        const [r, i] = [re[high]! * cos - im[high]! * sin, re[high]! * sin + im[high]! * cos];
        re[high] = re[low]! - r;
        im[high] = im[low]! - i;
        re[low]! += r;
        im[low]! += i;
      }
    }
  }
}
