import { Webhook } from "standardwebhooks";
import { Refused } from "#config/errors.ts";
import { ProviderError } from "../errors.ts";
import { type PublicAnswer, postPublic } from "../web/fetch-public.ts";
import { isAllowed, readPublicUrl, type WebGuard } from "../web/public-address.ts";
import type { WebhookAnswer, WebhookSender } from "./contract.ts";
import { readRetryAfter, saySilence, sayStatus } from "./words.ts";

/** What is kept of an answer, for whoever looks for the reason of a failure. */
const keptBytes = 2048;

/** Standard Webhooks asks senders to wait 15 to 30 seconds. */
const defaultTimeoutMs = 15_000;

/** `guard.allow` may be asked inside the network and without TLS. */
export function createWebhookSender(guard: WebGuard, timeoutMs = defaultTimeoutMs): WebhookSender {
  const readUrl = (typed: string) => readWebhookUrl(typed, guard);
  return {
    readUrl,
    async send(url, message, secrets) {
      const began = performance.now();
      const took = () => Math.round(performance.now() - began);
      try {
        // Once more: whoever runs the studio may have taken the host off the list since.
        const request = { headers: sign(message, secrets, new Date()), body: message.body };
        const answer = await postPublic(readUrl(url), request, { maxBytes: keptBytes, timeoutMs }, guard);
        return { ms: took(), ...readAnswer(answer) };
      } catch (error) {
        if (!(error instanceof ProviderError || error instanceof Refused)) throw error;
        const failure = saySilence(error, took(), timeoutMs);
        return { ms: took(), status: null, response: null, failure, retryAfterMs: undefined };
      }
    },
  };
}

/** The three headers of Standard Webhooks, and what the body is. */
export function sign(message: { id: string; body: string }, secrets: string[], at: Date): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "Troupe-Webhooks",
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(message.id, at, message.body)).join(" "),
  };
}

function readWebhookUrl(typed: string, guard: WebGuard): string {
  try {
    const address = readPublicUrl(typed.trim(), guard);
    if (address.protocol === "https:" || isAllowed(address, guard)) return address.href;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new Refused("url-invalid", `${error.message} Give an address like https://example.com/hooks.`, "url");
  }
  const sentence = "Messages go out over https only. Give an address that begins with https://.";
  throw new Refused("url-not-https", sentence, "url");
}

function readAnswer({ status, headers, body }: PublicAnswer): Omit<WebhookAnswer, "ms"> {
  const arrived = status >= 200 && status < 300;
  // PostgreSQL keeps no NUL; the decoder drops a character that was cut in half.
  const text = new TextDecoder().decode(body, { stream: true }).replaceAll("\0", "\ufffd");
  return {
    status,
    failure: arrived ? null : sayStatus(status),
    response: text === "" ? null : text,
    retryAfterMs: status === 429 || status === 503 ? readRetryAfter(headers["retry-after"], new Date()) : undefined,
  };
}
