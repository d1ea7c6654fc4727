import http from "node:http";
import https from "node:https";
import { ProviderError } from "../errors.ts";
import { lookupFor, readPublicUrl, type WebGuard } from "./public-address.ts";

export type FetchLimits = { maxBytes: number; timeoutMs: number; maxRedirects: number };

const limits: FetchLimits = { maxBytes: 20 * 1024 * 1024, timeoutMs: 8_000, maxRedirects: 3 };

/**
 * Fetches an address that a person or a file gave us: with `postPublic` the one guard for all of them. Only http and
 * https on the web's ports, only public addresses (see `lookupFor`), bounded in size and time; each redirect is judged
 * anew. Throws `ProviderError`: "reject" for what may not be asked or is too large, "retry" for what did not answer.
 */
export async function fetchPublic(
  url: string,
  bounds: Partial<FetchLimits> = {},
  guard: WebGuard = {},
): Promise<Uint8Array> {
  const { maxBytes, timeoutMs, maxRedirects } = { ...limits, ...bounds };
  let address = readPublicUrl(url, guard);
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = { accept: "image/*,*/*;q=0.5" };
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await ask(address, { method: "GET", headers, signal }, guard);
    const { statusCode = 0, headers: answered } = response;
    if (statusCode >= 300 && statusCode < 400 && answered.location) {
      response.destroy();
      address = readPublicUrl(answered.location, guard, address);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw new ProviderError(statusCode >= 500 ? "retry" : "reject", `${address.host} answered ${statusCode}.`);
    }
    const { bytes, whole } = await readBody(response, address, maxBytes);
    if (whole) return bytes;
    throw new ProviderError("reject", `What the address sent is over ${Math.round(maxBytes / 1024 / 1024)} MB.`);
  }
  throw new ProviderError("reject", `${address.host} keeps sending us elsewhere.`);
}

export type PublicAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/**
 * Posts to an address that a person gave us, under the guard of `fetchPublic`. Answers whatever status came: a redirect
 * is not followed, because what we send is meant for that address alone. Of the answer's body the first `maxBytes` are
 * kept. Throws `ProviderError`: "reject" for what may not be asked, "retry" for what did not answer in `timeoutMs`.
 */
export async function postPublic(
  url: string,
  request: { headers: Record<string, string>; body: string | Uint8Array },
  bounds: Partial<Pick<FetchLimits, "maxBytes" | "timeoutMs">> = {},
  guard: WebGuard = {},
): Promise<PublicAnswer> {
  const { maxBytes = 64 * 1024, timeoutMs = limits.timeoutMs } = bounds;
  const address = readPublicUrl(url, guard);
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = { ...request.headers, "content-length": String(Buffer.byteLength(request.body)) };
  const response = await ask(address, { method: "POST", headers, signal, body: request.body }, guard);
  const { bytes } = await readBody(response, address, maxBytes);
  const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(answered), body: bytes };
}

type Asking = { method: string; headers: Record<string, string>; signal: AbortSignal; body?: string | Uint8Array };

function ask(address: URL, { body, ...asking }: Asking, guard: WebGuard): Promise<http.IncomingMessage> {
  return new Promise((done, fail) => {
    const { request } = address.protocol === "https:" ? https : http;
    request(address, { ...asking, lookup: lookupFor(address, guard), agent: false }, done)
      .once("error", (cause) => fail(silent(address, cause)))
      .end(body);
  });
}

async function readBody(response: http.IncomingMessage, address: URL, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) break;
    }
  } catch (cause) {
    throw silent(address, cause);
  } finally {
    response.destroy();
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), whole: size <= maxBytes };
}

function silent(address: URL, cause: unknown): ProviderError {
  return cause instanceof ProviderError
    ? cause
    : new ProviderError("retry", `${address.host} did not answer.`, { cause });
}
