import { countWords, type Scene, wordsPerSecond } from "./contract.ts";

/**
 * How fast the studio's own voices speak English at pace 1, in words per second as `countWords` counts them, as
 * measured when they were built in. A language or voice that nobody measured is taken at the trade's figure.
 */
const measured: Record<string, Record<string, number>> = { en: { rms: 2.51, slt: 2.72, awb: 2.75 } };

/** How fast a voice speaks a language, in words per second. `pace` 1 is the voice's own. */
export function spokenRate(locale: string, voice: string, pace: number): number {
  const language = locale.toLowerCase().split(/[-_]/)[0] ?? "en";
  const rate = (measured[language]?.[voice] ?? wordsPerSecond) * pace;
  return Math.round(Math.min(5, Math.max(1, rate)) * 1000) / 1000;
}

/** Gives scenes their times from their words, one after the other, in hundredths of a second. None is shorter than a second. */
export function timeScenes<T extends Pick<Scene, "line">>(
  scenes: readonly T[],
  rate: number = wordsPerSecond,
): (T & { start: number; end: number })[] {
  let at = 0;
  return scenes.map((scene) => {
    const start = at;
    at = Math.round((at + secondsOf(scene.line, rate)) * 100) / 100;
    return { ...scene, start, end: at };
  });
}

/** How long a line takes to say, in seconds: never less than one. */
export function secondsOf(line: string, rate: number): number {
  return Math.max(1, countWords(line) / rate);
}
