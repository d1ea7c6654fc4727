import { z } from "zod";

const address = (sentence: string) => z.url({ protocol: /^https?$/, error: sentence });
const anyAddress = address("must be an address that starts with http:// or https://").optional();
const devSentence = "must be 1, 0 or the address of a development server, such as http://127.0.0.1:8288";

/** As Inngest's own tools make it. A shorter one could be found by trying, and who has it can run every workflow. */
const signingKey = z
  .string()
  .regex(/^(signkey-\w+-)?([0-9a-f]{2}){16,}$/i, "must be 32 or more hexadecimal digits, as from openssl rand -hex 32")
  .optional();

/** The variables that choose an Inngest server instead of the embedded engine. */
export const inngestSchema = {
  INNGEST_DEV: z
    .union([z.stringbool({ truthy: ["1", "true"], falsy: ["0", "false"], error: devSentence }), address(devSentence)])
    .optional(),
  INNGEST_BASE_URL: anyAddress,
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: signingKey,
  INNGEST_SIGNING_KEY_FALLBACK: signingKey,
  INNGEST_SERVE_ORIGIN: anyAddress,
};

type Given = z.infer<z.ZodObject<typeof inngestSchema>>;

/** How the studio and an Inngest server find and trust each other. */
export type InngestSettings = {
  /** A development server on this machine: calls are not signed, so nobody else may reach them. */
  dev: boolean;
  /** Undefined: Inngest's cloud. */
  baseUrl: string | undefined;
  /** Where people look at runs. */
  dashboardUrl: string;
  eventKey: string | undefined;
  signingKey: string | undefined;
  signingKeyFallback: string | undefined;
  /** Where the server reaches the studio, when that is not where browsers do. */
  serveOrigin: string | undefined;
};

/**
 * Settings for an Inngest server when any of its variables is set, and what is wrong with them, a line each. Calls that
 * nobody signed may come from this machine only: whoever reaches the route without a signature can run every workflow.
 */
export function readInngest(
  given: Given,
  studio: { host: string; publicUrl: string | undefined },
): { settings: InngestSettings | undefined; problems: string[] } {
  const { INNGEST_DEV: development, INNGEST_BASE_URL: baseUrl, INNGEST_EVENT_KEY: eventKey } = given;
  const { INNGEST_SIGNING_KEY: key, INNGEST_SIGNING_KEY_FALLBACK: fallback } = given;
  const dev = development !== undefined && development !== false;
  if (!dev && !baseUrl && !eventKey && !key && !fallback) return { settings: undefined, problems: [] };
  const devUrl = typeof development === "string" ? development : (baseUrl ?? "http://localhost:8288");
  return {
    settings: {
      dev,
      baseUrl: dev ? devUrl : baseUrl,
      dashboardUrl: dev ? devUrl : (baseUrl ?? "https://app.inngest.com"),
      eventKey,
      signingKey: key,
      signingKeyFallback: fallback,
      serveOrigin: given.INNGEST_SERVE_ORIGIN?.replace(/\/+$/, ""),
    },
    problems: dev ? whyNotOpen(studio) : whyNotSigned(eventKey, key),
  };
}

function whyNotOpen({ host, publicUrl }: { host: string; publicUrl: string | undefined }): string[] {
  const remedy = "Unset INNGEST_DEV and set INNGEST_SIGNING_KEY and INNGEST_EVENT_KEY";
  const danger = "in development mode whoever reaches /api/inngest can run every workflow";
  const problems: string[] = [];
  if (!isLoopback(host)) {
    problems.push(
      `INNGEST_DEV: ${danger}, and HOST=${host} lets other machines in. Use HOST=127.0.0.1. Or: ${remedy}.`,
    );
  }
  if (publicUrl && !isLoopback(new URL(publicUrl).hostname)) {
    problems.push(`INNGEST_DEV: ${danger}, and PUBLIC_URL says that the studio is reached from outside. ${remedy}.`);
  }
  return problems;
}

function whyNotSigned(eventKey: string | undefined, signingKey: string | undefined): string[] {
  const problems: string[] = [];
  if (!signingKey) {
    problems.push(
      "INNGEST_SIGNING_KEY: is missing, so that anybody could run the workflows at /api/inngest. Set the server's key, or INNGEST_DEV=1 for a development server on this machine.",
    );
  }
  if (!eventKey) {
    problems.push("INNGEST_EVENT_KEY: is missing, so that no event could be sent. Set one of the server's event keys.");
  }
  return problems;
}

/** Whether a host name or address means this machine and nothing else. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:127(\.\d{1,3}){3}\]?)$/i.test(host);
}
