import type { Db } from "#db/database.ts";
import {
  type AuditRow,
  findAuditHash,
  findAuditHead,
  listLooseAuditEntries,
  readAuditChain,
} from "#db/queries/audit.ts";
import { inSnapshot } from "#db/transaction.ts";
import { chainStart, digestOf, linkHash } from "./entry.ts";

/** `head` is what to keep outside: the number of entries and the hash of the last one, as `12:9f…`. */
export type ChainReport = { entries: number; head: string; problems: string[] };

const pageSize = 2000;
/** More problems than this are counted and not listed. */
const mostProblems = 50;

/**
 * Reads a workspace's whole chain as it is at one moment and names everything that does not fit: changed, missing, moved,
 * added or cut off. What a chain cannot show by itself is that somebody wrote all of it anew: `kept`, a head noted
 * earlier and elsewhere, shows that too.
 */
export async function verifyChain(db: Db, workspaceId: string, kept?: string): Promise<ChainReport> {
  return inSnapshot(db, async (trx) => {
    const problems: string[] = [];
    const report = (sentence: string) => problems.push(sentence);
    for (const row of await listLooseAuditEntries(trx, workspaceId, mostProblems)) {
      report(`The entry ${row.id} (${row.act}) is in no chain.`);
    }
    let seq = 0;
    let hash = chainStart;
    for (;;) {
      const rows = await readAuditChain(trx, workspaceId, { after: seq, limit: pageSize });
      for (const row of rows) {
        for (const problem of problemsOf(row, seq, hash)) report(problem);
        seq = row.seq;
        hash = row.hash ?? "";
      }
      if (rows.length < pageSize) break;
    }
    const head = await findAuditHead(trx, workspaceId);
    const counted = head?.entries ?? 0;
    if (counted > seq) report(`${sayRange(seq + 1, counted)} missing from the end.`);
    else if (counted < seq) report(`${sayRange(counted + 1, seq)} more than the chain's head counts.`);
    else if (head && head.hash !== hash) report(`The chain's head names another last entry than entry ${seq}.`);
    const keptProblem = kept === undefined ? undefined : await whyNotKept(trx, workspaceId, kept, seq);
    if (keptProblem) report(keptProblem);
    const extra = problems.length - mostProblems;
    if (extra > 0) problems.splice(mostProblems, extra, `And ${extra} more.`);
    return { entries: seq, head: `${seq}:${hash}`, problems };
  });
}

/** What is wrong with an entry that stands after the one numbered `lastSeq` with the hash `lastHash`. */
function* problemsOf(row: AuditRow & { seq: number }, lastSeq: number, lastHash: string): Generator<string> {
  const { seq, prevHash, hash, digest } = row;
  const gap = seq - lastSeq - 1;
  if (gap > 0) yield `${sayRange(lastSeq + 1, seq - 1)} missing.`;
  const said = `Entry ${seq} (${row.act}, ${row.at.toISOString()})`;
  if (digestOf(row) !== digest) yield `${said} was changed.`;
  else if (linkHash({ entry: digest, prevHash: prevHash ?? "", seq }) !== hash) {
    yield `${said} was changed, or stands at another place than it was written at.`;
  }
  if (gap === 0 && prevHash !== lastHash) yield `${said} does not follow the entry before it.`;
}

function sayRange(first: number, last: number): string {
  return first === last ? `Entry ${first} is` : `Entries ${first} to ${last} are`;
}

async function whyNotKept(db: Db, workspaceId: string, kept: string, entries: number): Promise<string | undefined> {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(kept) ?? [];
  if (number === undefined) return `“${kept}” is no head. Write it as verify printed it, such as 12:9f86…`;
  const seq = Number(number);
  if (seq > entries) return `The kept head counts ${seq} entries; ${entries} are left.`;
  const found = seq === 0 ? chainStart : await findAuditHash(db, workspaceId, seq);
  return found === hash
    ? undefined
    : `Entry ${seq} is not the one that the kept head names: the chain was written anew.`;
}
