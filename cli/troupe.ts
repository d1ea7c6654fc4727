import path from "node:path";
import { EnvironmentRefused, readEnv } from "#config/env.ts";
import type { Desk, Noun } from "./command.ts";
import { dispatch } from "./dispatch.ts";

/** `npm run troupe -- <noun> <verb> …`. A noun is one file here and one line in this list, and loaded when it is named. */
const nouns: Record<string, () => Promise<Noun>> = {
  audit: async () => (await import("./audit.ts")).audit,
  backup: async () => (await import("./backup.ts")).backup,
  brief: async () => (await import("./brief.ts")).brief,
  claims: async () => (await import("./claims.ts")).claims,
  dossiers: async () => (await import("./dossiers.ts")).dossiers,
  export: async () => (await import("./workspace.ts")).exportNoun,
  files: async () => (await import("./workspace.ts")).files,
  keys: async () => (await import("./keys.ts")).keys,
  kit: async () => (await import("./kit.ts")).kit,
  members: async () => (await import("./members.ts")).members,
  posts: async () => (await import("./posts.ts")).posts,
  products: async () => (await import("./products.ts")).products,
  restore: async () => (await import("./backup.ts")).restore,
  scripts: async () => (await import("./scripts.ts")).scripts,
  secrets: async () => (await import("./secrets.ts")).secrets,
  takes: async () => (await import("./takes.ts")).takes,
  webhooks: async () => (await import("./webhooks.ts")).webhooks,
  workspace: async () => (await import("./workspace.ts")).workspace,
};

// Whoever reads only the first lines (`| head`) closes the pipe: nothing is left to say to them.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  process.exitCode = await dispatch(process.argv.slice(2), await loadNouns(process.argv[2]), openDesk());
} catch (error) {
  if (!(error instanceof EnvironmentRefused)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** The one that is meant; all of them for help, and for whoever names one that is none. */
async function loadNouns(named = "help") {
  const meant = Object.hasOwn(nouns, named) ? [named] : Object.keys(nouns);
  return Object.fromEntries(await Promise.all(meant.map(async (noun) => [noun, await nouns[noun]!()] as const)));
}

function openDesk(): Desk {
  const env = readEnv();
  // npm runs us in the package's folder and keeps the one that the person is in here.
  const from = env.source.INIT_CWD ?? process.cwd();
  return {
    env,
    say: (line) => console.log(line),
    complain: (line) => console.error(line),
    pathOf: (typed) => path.resolve(from, typed),
    withDatabase: async (work) => {
      const { openDatabase } = await import("#server/open-database.ts");
      const database = await openDatabase(env);
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    },
  };
}
