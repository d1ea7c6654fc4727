import { randomUUID } from "node:crypto";
import path from "node:path";
import type { ActionFunctionArgs } from "@remix-run/node";
import { recordAct } from "#studio/audit/record.ts";
import { exportWorkspace } from "#studio/workspaces/export.ts";
import { requireUser } from "../session.server.ts";
import { replyWithOnce } from "../settings/export.server.ts";

/** POST answers the workspace as one archive. That somebody took it is written down first. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { db, doer, workspace } = await requireUser({ request, context }, "workspace.export");
  const { id, name } = workspace;
  await db
    .transaction()
    .execute((trx) => recordAct(trx, doer.by, { act: "workspace.exported", subject: { kind: "workspace", id, name } }));
  const file = path.join(context.scratch, `export-${randomUUID()}.tar`);
  await exportWorkspace({ db, files: context.files }, { id, name }, file);
  return replyWithOnce(file, `troupe-${new Date().toISOString().slice(0, 10)}.tar`);
}
