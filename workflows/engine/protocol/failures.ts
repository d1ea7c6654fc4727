/** An error as it crosses the protocol: plain data that the SDK turns back into an Error. */
export type SerializedError = { name: string; message: string; stack?: string; [key: string]: unknown };

/** A try that failed and was followed by another, as it is kept beside the step or run. Times are ISO. */
export type FailedTry = {
  /** 1 for the first. */
  try: number;
  startedAt: string | null;
  endedAt: string;
  error: SerializedError;
  /** The run had ended with this, and was taken up again by hand. */
  byHand?: true;
};

export function failure(name: string, message: string): SerializedError {
  return { name, message, stack: "", __serialized: true };
}

/** Reads whatever a handler or database threw at us as a SerializedError. */
export function asFailure(value: unknown): SerializedError {
  if (value instanceof Error) return { ...failure(value.name, value.message), stack: value.stack ?? "" };
  if (typeof value === "object" && value !== null) {
    const { name, message, error } = value as Record<string, unknown>;
    return {
      ...value,
      ...failure(String(name ?? "Error"), String(message ?? error ?? "Unknown error")),
      ...pickStack(value),
    };
  }
  return failure("Error", String(value));
}

/** One sentence a person can read, from any stored error. */
export function failureSentence(error: SerializedError): string {
  const message = error.message.trim().split("\n")[0] ?? "";
  const named = error.name && !/^error$/i.test(error.name) ? `${error.name}: ${message}` : message;
  return /[.!?]$/.test(named) ? named : `${named}.`;
}

function pickStack(value: object): { stack?: string } {
  const { stack } = value as { stack?: unknown };
  return typeof stack === "string" ? { stack } : {};
}
