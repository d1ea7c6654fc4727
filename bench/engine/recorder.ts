/** When things happened inside the functions under test, in this process' own clock: the same for every engine. */
export type Recorder = {
  /** A step of the run called `key` began. */
  mark(key: string): void;
  finish(key: string): void;
  marks(key: string): number[];
  /** Waits until so many steps of the run have begun. */
  untilMarked(key: string, count: number): Promise<void>;
  untilFinished(keys: string[]): Promise<void>;
  finishedAt(key: string): number;
};

const PATIENCE_MS = 120_000;

/** Keeps everything until the process ends: a bench is short. */
export function createRecorder(): Recorder {
  const marked = new Map<string, number[]>();
  const finished = new Map<string, number>();
  const marks = (key: string) => marked.get(key) ?? [];
  const until = async (done: () => boolean, what: string) => {
    const begun = performance.now();
    while (!done()) {
      if (performance.now() - begun > PATIENCE_MS) throw new Error(`Waited ${PATIENCE_MS / 1000} s for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    mark: (key) => {
      marked.set(key, marks(key));
      marks(key).push(performance.now());
    },
    finish: (key) => finished.set(key, performance.now()),
    marks,
    untilMarked: (key, count) => until(() => marks(key).length >= count, `${count} steps of ${key}`),
    untilFinished: (keys) => until(() => keys.every((key) => finished.has(key)), `${keys.length} runs to finish`),
    finishedAt: (key) => finished.get(key) ?? Number.NaN,
  };
}
