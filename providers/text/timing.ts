import { countWords, type Scene, wordsPerSecond } from "./contract.ts";

/** Gives scenes their times from their words, one after the other, in hundredths of a second. None is shorter than a second. */
export function timeScenes(scenes: readonly Omit<Scene, "start" | "end">[]): Scene[] {
  let at = 0;
  return scenes.map((scene) => {
    const start = at;
    at = Math.round((at + Math.max(1, countWords(scene.line) / wordsPerSecond)) * 100) / 100;
    return { ...scene, start, end: at };
  });
}
