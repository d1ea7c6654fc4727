import type { LoaderFunctionArgs } from "@remix-run/node";
import { writeAuditCsv } from "#studio/audit/csv.ts";
import { replyWithCsv } from "../csv-reply.server.ts";
import { requireUser } from "../session.server.ts";
import { readAuditFilter } from "../settings/audit.server.ts";

/** The acts that the page's filter shows, a row each. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace } = await requireUser({ request, context }, "audit.read");
  const { before: _, ...filter } = readAuditFilter(new URL(request.url).searchParams);
  const today = new Date().toISOString().slice(0, 10);
  return replyWithCsv(`audit-${today}.csv`, writeAuditCsv(db, workspace.id, filter));
}
