import type { Db } from "#db/database.ts";
import { type AuditFilter, type AuditRow, listAuditEntries } from "#db/queries/audit.ts";
import { toCsvLine } from "../results/csv.ts";

const pageSize = 2000;
const columns = ["number", "at", "act", "subject kind", "subject", "subject id", "brand id"];
columns.push("actor kind", "actor", "actor id", "address", "user agent", "before", "after", "hash");

/** The workspace's acts as CSV like the results', the newest first, a piece at a time. Times are UTC. */
export async function* writeAuditCsv(db: Db, workspaceId: string, filter: AuditFilter): AsyncGenerator<string> {
  yield `\ufeff${toCsvLine(columns)}`;
  for (let before: number | undefined; ; ) {
    const rows = await listAuditEntries(db, workspaceId, filter, { before, limit: pageSize });
    yield rows.map((row) => toCsvLine(fieldsOf(row))).join("");
    before = rows.at(-1)?.seq;
    if (rows.length < pageSize) return;
  }
}

function fieldsOf(row: AuditRow): (string | number | null)[] {
  const json = (value: object | null) => value && JSON.stringify(value);
  return [
    ...[row.seq, row.at.toISOString(), row.act, row.subjectKind, row.subjectName, row.subjectId, row.brandId],
    ...[row.actorKind, row.actorName, row.actorId, row.address, row.userAgent],
    ...[json(row.before), json(row.after), row.hash],
  ];
}
