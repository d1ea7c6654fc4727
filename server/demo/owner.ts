import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Actor } from "#studio/audit/actor.ts";
import type { House } from "../house.ts";

const signIn = z.object({ email: z.string(), password: z.string(), userId: z.string(), workspaceId: z.string() });
export type DemoOwner = z.infer<typeof signIn>;

/** The owner as the audit names them when the demo does their part. */
export function demoActor({ userId, workspaceId }: Pick<DemoOwner, "userId" | "workspaceId">): Actor {
  return { workspaceId, kind: "user", id: userId, name: "Demo owner", address: null, userAgent: "npm run demo" };
}

/**
 * The demo's owner, made on the first run with a password of its own that is kept in the data folder (readable by its
 * owner only), so that even a demo studio is never open to whoever finds the port. Undefined when the data folder
 * already belongs to somebody's real studio.
 */
export async function findOrCreateDemoOwner({
  env,
  accounts,
}: Pick<House, "env" | "accounts">): Promise<DemoOwner | undefined> {
  const file = path.join(env.dataDir, "demo-sign-in.json");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept) return signIn.parse(JSON.parse(kept));
  if (!(await accounts.isEmpty())) return undefined;
  const email = "owner@troupe.example";
  const password = randomBytes(9).toString("base64url");
  const made = await accounts.createOwner({ name: "Demo owner", email, password, workspace: "Demo workspace" });
  const owner = { email, password, ...made };
  await writeFile(file, `${JSON.stringify(owner, null, 2)}\n`, { mode: 0o600 });
  return owner;
}
