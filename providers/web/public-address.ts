import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ProviderError } from "../errors.ts";

/** Names to addresses, as `dns.lookup` with `all` answers. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

/**
 * `allow` are the hosts (`192.168.1.20`, `shop.internal:8000`) that whoever runs the studio lets it ask although they are
 * inside; with a port, at that port. `resolve` and `ports` are the system's and the web's unless a test plays others.
 */
export type WebGuard = { allow?: readonly string[]; resolve?: Resolve; ports?: readonly number[] };

/** Where the web is served. Every other port is somebody's mail, database or door. */
const webPorts = [80, 443, 8080, 8443];

const globalUnicast6 = ipaddr.IPv6.parseCIDR("2000::/3");
/** Azure's host answers its machines at this one address of the public range (its agent, DNS and health probes). */
const azureHost = "168.63.129.16";

/** Names that mean this machine whatever a resolver says (RFC 6761, section 6.3). */
const thisMachine = /(^|\.)localhost$/;

/**
 * Whether anybody on the internet could be meant: not this machine, a private network, or a reserved range. Of IPv6 only
 * what is handed out (2000::/3) counts, less the ranges in it that carry an IPv4 address in them (6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast" || parsed.toString() === azureHost) return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(globalUnicast6);
}

/**
 * Reads an address that may be asked, or throws `ProviderError("reject")`. The URL parser has by then turned every way to
 * write an IP address (decimal, octal, hexadecimal, short, full-width) into the usual one.
 */
export function readPublicUrl(url: string, guard: WebGuard, base?: URL): URL {
  const address = URL.canParse(url, base) ? new URL(url, base) : undefined;
  if (!address || !["http:", "https:"].includes(address.protocol)) {
    throw new ProviderError("reject", "Only http and https addresses are asked.");
  }
  if (address.username || address.password) {
    throw new ProviderError("reject", `The address of ${address.host} has a name or password in it. Leave them out.`);
  }
  if (isAllowed(address, guard)) return address;
  if (!isWebPort(address, guard)) {
    throw new ProviderError(
      "reject",
      `Port ${portOf(address)} of ${address.hostname} is not one that the web is served on.`,
    );
  }
  const host = bare(address.hostname);
  const isInside = ipaddr.isValid(host) ? !isPublicAddress(host) : thisMachine.test(host);
  if (isInside) throw refuse(address.hostname);
  return address;
}

/**
 * A look-up for one connection to `address`, which fails when any answer is not public: a name with one public and one
 * private answer is a trap. It runs at the moment of connecting and what it judged is what is connected to, so that a
 * name that answers differently the next time (DNS rebinding) gains nothing.
 */
export function lookupFor(address: URL, guard: WebGuard): LookupFunction {
  const { resolve = resolveBySystem } = guard;
  const trusted = isAllowed(address, guard);
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const refused = found.length === 0 || (!trusted && found.some((answer) => !isPublicAddress(answer.address)));
        if (refused) callback(refuse(hostname), "", 0);
        else if (options.all) callback(null, found);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

/** Whether the address is of a host that whoever runs the studio lets it ask. */
export function isAllowed(address: URL, guard: WebGuard): boolean {
  const host = bare(address.hostname);
  return (guard.allow ?? []).some((entry) => {
    const known = entry.toLowerCase();
    const here = [`${host}:${portOf(address)}`, `[${host}]:${portOf(address)}`];
    return here.includes(known) || (known === host && isWebPort(address, guard));
  });
}

const isWebPort = (address: URL, { ports = webPorts }: WebGuard) => ports.includes(portOf(address));

const portOf = ({ port, protocol }: URL) => Number(port || (protocol === "https:" ? 443 : 80));

const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

function refuse(host: string): ProviderError {
  return new ProviderError("reject", `${host} is not a public address, so it is not asked.`);
}
