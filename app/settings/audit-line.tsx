import { Link } from "@remix-run/react";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import styles from "./audit.module.css";
import type { AuditLine as Entry } from "./audit.server.ts";

/** One act as a sentence; opened, it shows what changed and where it came from. */
export function AuditLine({ entry }: { entry: Entry }) {
  const { actorName, said, subjectName, subjectId, at, changes, address, userAgent, seq, hash } = entry;
  return (
    <li>
      <details className={styles.entry}>
        <summary>
          <span className={styles.sentence}>
            <b>{actorName}</b> {said} <b>{subjectName}</b>
          </span>
          <span className={styles.when}>
            <Time at={at} />
          </span>
        </summary>
        <div className={styles.detail}>
          {changes.length > 0 ? (
            <dl className={styles.changes}>
              {changes.map((change) => (
                <div key={change.name}>
                  <dt>{change.name}</dt>
                  <dd>
                    {change.before === null ? null : <del>{change.before}</del>}
                    {change.after === null ? null : <ins>{change.after}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
          <p className={styles.soft}>
            {address ? `From ${address}${userAgent ? `, ${userAgent}` : ""}. ` : ""}
            Entry {seq}, <code title={hash ?? undefined}>{hash?.slice(0, 12)}</code>.{" "}
            <Link to={`${paths.audit()}?${new URLSearchParams({ subject: subjectId })}`}>
              Everything done to {subjectName}
            </Link>
          </p>
        </div>
      </details>
    </li>
  );
}
