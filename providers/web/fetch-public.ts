import { lookup as resolve } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ProviderError } from "../errors.ts";

export type FetchLimits = { maxBytes: number; timeoutMs: number; maxRedirects: number };

const limits: FetchLimits = { maxBytes: 20 * 1024 * 1024, timeoutMs: 8_000, maxRedirects: 3 };

/**
 * Fetches an address that a person or a file gave us: the one guard for all of them. Only http and https, only public
 * addresses, bounded in size and time. The address is judged at the moment of connecting, so that a name that answers
 * differently the second time (DNS rebinding) gains nothing; each redirect is judged anew. Throws `ProviderError`:
 * "reject" for what may not be asked or is too large, "retry" for what did not answer.
 */
export async function fetchPublic(url: string, bounds: Partial<FetchLimits> = {}): Promise<Uint8Array> {
  const { maxBytes, timeoutMs, maxRedirects } = { ...limits, ...bounds };
  let address = readAddress(url);
  const signal = AbortSignal.timeout(timeoutMs);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await ask(address, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      response.destroy();
      address = readAddress(new URL(headers.location, address).href);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw new ProviderError(statusCode >= 500 ? "retry" : "reject", `${address.host} answered ${statusCode}.`);
    }
    return readBody(response, maxBytes);
  }
  throw new ProviderError("reject", `${new URL(url).host} keeps sending us elsewhere.`);
}

/** Whether anybody on the internet could be meant: not this machine, a private network, or a reserved range. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "unicast";
}

function readAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !["http:", "https:"].includes(address.protocol)) {
    throw new ProviderError("reject", "Only http and https addresses are fetched.");
  }
  const host = address.hostname.replace(/^\[|\]$/g, "");
  if (address.username || (ipaddr.isValid(host) && !isPublicAddress(host))) throw forbidden(address.hostname);
  return address;
}

function ask(address: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  return new Promise((done, fail) => {
    const { get } = address.protocol === "https:" ? https : http;
    get(address, { lookup: lookupPublic, signal, agent: false, headers: { accept: "image/*,*/*;q=0.5" } }, done).once(
      "error",
      (cause) =>
        fail(
          cause instanceof ProviderError
            ? cause
            : new ProviderError("retry", `${address.host} did not answer.`, { cause }),
        ),
    );
  });
}

/** Node's own resolver, with every answer judged before a connection is made to it. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, "", 0);
    const refused = found.length === 0 || found.some(({ address }) => !isPublicAddress(address));
    if (refused) return callback(forbidden(hostname), "", 0);
    if (options.all) return callback(null, found);
    callback(null, found[0]!.address, found[0]!.family);
  });
};

function forbidden(host: string): ProviderError {
  return new ProviderError("reject", `${host} is not a public address, so it is not fetched.`);
}

async function readBody(response: http.IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new ProviderError("reject", `What the address sent is over ${Math.round(maxBytes / 1024 / 1024)} MB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
