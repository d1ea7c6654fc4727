import type { Inngest, InngestFunction } from "inngest";

/** A run as every executor of Inngest functions can tell it. */
export type Run = {
  id: string;
  status: "queued" | "running" | "completed" | "failed" | "cancelled";
  /** What the function returned. */
  output: unknown;
  /** What it failed with. */
  error?: { name: string; message: string };
};

/** Something that executes Inngest functions, and what a conformance case may ask of it. */
export type Target = {
  inngest: Inngest;
  /** Takes on all functions of a file at once; called once. Their handlers run in this process. */
  start(functions: InngestFunction.Any[]): Promise<void>;
  /** The runs an event has triggered so far. */
  runsOf(eventId: string): Promise<Run[]>;
  runsOfFunction(functionId: string): Promise<Run[]>;
  cancel(runId: string): Promise<void>;
  /** Why it would not take a function on, or undefined when it would. */
  refusal(made: InngestFunction.Any): Promise<string | undefined>;
  /** Makes schedules fire that would in the course of a minute, where time can be helped along. */
  hurrySchedules(): Promise<void>;
  close(): Promise<void>;
};

export const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
