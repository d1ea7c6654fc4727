import path from "node:path";
import { EnvironmentRefused, readEnv } from "#config/env.ts";
import { openDatabase } from "#server/open-database.ts";
import { audit } from "./audit.ts";
import { backup, restore } from "./backup.ts";
import { brief } from "./brief.ts";
import { claims } from "./claims.ts";
import type { Desk } from "./command.ts";
import { dispatch } from "./dispatch.ts";
import { dossiers } from "./dossiers.ts";
import { keys } from "./keys.ts";
import { kit } from "./kit.ts";
import { members } from "./members.ts";
import { posts } from "./posts.ts";
import { products } from "./products.ts";
import { scripts } from "./scripts.ts";
import { secrets } from "./secrets.ts";
import { webhooks } from "./webhooks.ts";
import { exportNoun, files, workspace } from "./workspace.ts";

/** `npm run troupe -- <noun> <verb> …`. A noun is one file here and one line in this list. */
const nouns = {
  audit,
  backup,
  brief,
  claims,
  dossiers,
  export: exportNoun,
  files,
  keys,
  kit,
  members,
  posts,
  products,
  restore,
  scripts,
  secrets,
  webhooks,
  workspace,
};

try {
  process.exitCode = await dispatch(process.argv.slice(2), nouns, openDesk());
} catch (error) {
  if (!(error instanceof EnvironmentRefused)) throw error;
  console.error(error.message);
  process.exitCode = 2;
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
      const database = await openDatabase(env);
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    },
  };
}
