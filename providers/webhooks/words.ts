/** What a status that is no success says to whoever looks after the receiver. */
export function sayStatus(status: number): string {
  if (status >= 300 && status < 400) {
    return `It answered ${status}, a redirect, and those are not followed. Give the address that it leads to.`;
  }
  if (status === 410) return "It answered 410: it wants no more messages.";
  if (status === 429) return "It answered 429: it gets more than it takes.";
  return `It answered ${status}.`;
}

/** Why no answer came, from the error and the causes behind it. */
export function saySilence(error: Error, ms: number, timeoutMs: number): string {
  if (ms >= timeoutMs) return `It did not answer within ${timeoutMs / 1000} s.`;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (code === "ECONNREFUSED") return "It refused the connection: nothing listens there.";
    if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Its name leads nowhere: it is not in the DNS.";
    if (["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(code)) return "It hung up before it had answered.";
    if (["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"].includes(code)) return "It cannot be reached from here.";
    if (/CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL|EPROTO/.test(code)) return `Its certificate is not accepted (${code}).`;
  }
  return error.message;
}

/** `Retry-After` in milliseconds: seconds, or a date as HTTP writes it. Undefined when it says neither. */
export function readRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
