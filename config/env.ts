import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";
import { type InngestSettings, inngestSchema, readInngest } from "./inngest.ts";
import { isKeyList } from "./keyring.ts";

const url = (protocols: string[]) =>
  z.url().refine((value) => protocols.includes(new URL(value).protocol), `must start with ${protocols.join(" or ")}`);

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(0).max(65535).default(4300),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: url(["http:", "https:"]).optional(),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  SECRETS_KEY: z.string().refine(isKeyList, "lists keys of 32 bytes, in base64 or hexadecimal, by commas").optional(),
  AUTH_SECRET: z.string().min(32, "needs at least 32 characters").optional(),
  TEXT_PROVIDER: z.enum(["house", "openai"]).optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  RENDER_WORKERS: z.coerce.number().int().min(1).max(16).default(2),
  KEEP_SHOTS_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  KEEP_SHOTS_GB: z.coerce.number().min(0.1).max(100_000).default(20),
  METRICS_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  TRUSTED_PROXIES: z
    .string()
    .default("loopback")
    .refine(areProxies, "lists addresses or networks of proxies by commas, like 172.16.0.0/12"),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(0).max(120).default(0),
  WORKER_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(600),
  FETCH_ALLOW_HOSTS: z.string().transform(listHosts).default([]),
  ...inngestSchema,
});

/** As Express takes them: addresses, networks, and its own words for some of them. */
function areProxies(text: string): boolean {
  return text.split(",").every((part) => {
    const [address = "", bits, ...more] = part.trim().split("/");
    if (["loopback", "linklocal", "uniquelocal"].includes(address)) return bits === undefined;
    const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
  });
}

/** `shop.internal, 192.168.1.20:8000`, or an empty list with an issue that names what is no host. */
function listHosts(text: string, context: z.RefinementCtx): string[] {
  const hosts = text.split(",").map((host) => host.trim().toLowerCase());
  for (const host of hosts) {
    if (URL.canParse(`http://${host}`) && new URL(`http://${host}`).pathname === "/" && !/[@/?#]/.test(host)) continue;
    context.addIssue({ code: "custom", message: `"${host}" is no host; list them by commas, like shop.internal:8000` });
  }
  return hosts;
}

/** Settings of the studio itself. A provider's own settings (keys, model ids) stay in `source`, for its adapter to validate. */
export type Env = {
  mode: "development" | "production" | "test";
  port: number;
  host: string;
  /** Where browsers reach the studio, without a trailing slash; undefined until the port is known. */
  publicUrl: string | undefined;
  /** Absolute. Everything the studio writes lies in it. */
  dataDir: string;
  databaseUrl: string | undefined;
  authSecret: string | undefined;
  /** The keys that secrets in the database are sealed with; undefined: they lie in the data folder. */
  secretsKey: string | undefined;
  textProvider: "house" | "openai";
  logLevel: string;
  renderWorkers: number;
  /** How long drawn shots are kept to be used again; they can be drawn anew at any time. */
  keepShotsDays: number;
  /** How much room they may take, in gigabytes; those not used for longest go first. */
  keepShotsGb: number;
  /** What /metrics is opened with; undefined: for this machine only. */
  metricsToken: string | undefined;
  /** Who may say where a request came from: Express' `trust proxy`. */
  trustedProxies: string[];
  /** For how long the studio goes on taking requests after it was told to stop, while /readyz says that it will not be there. */
  shutdownGraceSeconds: number;
  /** Where `npm run worker` answers /healthz; undefined: nowhere. */
  workerPort: number | undefined;
  /** How often a program may ask with one API key. */
  apiRequestsPerMinute: number;
  /** Hosts inside the network that the studio may ask when somebody gives it their address; no others inside are asked. */
  fetchAllowHosts: string[];
  /** The Inngest server that runs the workflows; undefined: the embedded engine does. */
  inngest: InngestSettings | undefined;
  source: Record<string, string | undefined>;
};

/** Every problem of the environment at once, a line each, naming the variable and what to do. */
export class EnvironmentRefused extends Error {
  override name = "EnvironmentRefused";
  constructor(readonly problems: string[]) {
    super(`The environment needs mending:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/** Reads the environment once. The only caller passes `process.env`; everything else takes settings as arguments. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    throw new EnvironmentRefused(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  const env = parsed.data;
  const publicUrl = env.PUBLIC_URL?.replace(/\/+$/, "");
  const { settings: inngest, problems } = readInngest(env, { host: env.HOST, publicUrl });
  if (problems.length > 0) throw new EnvironmentRefused(problems);
  return {
    mode: env.NODE_ENV,
    port: env.PORT,
    host: env.HOST,
    publicUrl,
    dataDir: path.resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    authSecret: env.AUTH_SECRET,
    secretsKey: env.SECRETS_KEY,
    textProvider: env.TEXT_PROVIDER ?? (present.OPENAI_API_KEY ? "openai" : "house"),
    logLevel: env.LOG_LEVEL,
    renderWorkers: env.RENDER_WORKERS,
    keepShotsDays: env.KEEP_SHOTS_DAYS,
    keepShotsGb: env.KEEP_SHOTS_GB,
    metricsToken: env.METRICS_TOKEN,
    trustedProxies: env.TRUSTED_PROXIES.split(",").map((proxy) => proxy.trim()),
    shutdownGraceSeconds: env.SHUTDOWN_GRACE_SECONDS,
    workerPort: env.WORKER_PORT,
    apiRequestsPerMinute: env.API_REQUESTS_PER_MINUTE,
    fetchAllowHosts: env.FETCH_ALLOW_HOSTS,
    inngest,
    source: present,
  };
}
