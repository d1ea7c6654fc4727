import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { listMails, type MailRow } from "#db/queries/mails.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/outbox.module.css";

export const meta: MetaFunction = () => [{ title: "Outbox · Troupe" }];

const pageSize = 30;

/** Letters with links that open accounts: an owner's eyes only, and no text of one that a mail server sends. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace } = await requireUser({ request, context }, "outbox.read");
  const before = new URL(request.url).searchParams.get("before") ?? undefined;
  const rows = await listMails(db, workspace.id, { before, limit: pageSize + 1 });
  const letters = rows.slice(0, pageSize).map((mail) => ({
    ...{ id: mail.id, recipient: mail.recipient, subject: mail.subject, createdAt: mail.createdAt },
    ...{ state: stateOf(mail), failure: mail.failure, nextTryAt: mail.failure ? mail.nextTryAt : null },
    text: mail.keptAt ? mail.text : null,
  }));
  return { delivers: context.mailer.delivers, letters, older: rows.length > pageSize ? letters.at(-1)?.id : undefined };
}

const states = {
  sent: { words: "Sent", tone: "green" },
  kept: { words: "Not sent, read it here", tone: "amber" },
  late: { words: "Tried, again soon", tone: "amber" },
  waiting: { words: "On its way", tone: "teal" },
  over: { words: "Could not be sent", tone: "red" },
  dead: { words: "Taken back", tone: "quiet" },
} as const;

function stateOf(mail: MailRow): keyof typeof states {
  if (mail.sentAt) return "sent";
  if (mail.keptAt) return mail.text ? "kept" : "dead";
  if (mail.nextTryAt) return mail.failure ? "late" : "waiting";
  return mail.failure ? "over" : "dead";
}

export default function Outbox() {
  const { delivers, letters, older } = useLoaderData<typeof loader>();
  const subtitle = delivers
    ? "Letters to people, and what became of them."
    : "This studio sends no mail: SMTP_URL is not set. Read the letters here, and pass their links on.";
  return (
    <Page title="Outbox" subtitle={subtitle} width="narrow" back={{ to: paths.settings(), label: "Settings" }}>
      <Panel flush>
        {letters.length === 0 ? (
          <EmptyState title="No letters yet">Invite somebody, and the letter shows up here.</EmptyState>
        ) : (
          <ul className={styles.letters}>
            {letters.map(({ id, recipient, subject, createdAt, state, failure, nextTryAt, text }) => (
              <li key={id}>
                <div className={styles.head}>
                  <span className={styles.subject}>{subject}</span>
                  <StateChip state={state} {...states[state]} />
                </div>
                <span className={styles.soft}>
                  To {recipient}, <Time at={createdAt} />
                </span>
                {failure ? (
                  <span className={styles.problem}>
                    {failure}. {nextTryAt ? "Next try " : ""}
                    {nextTryAt ? <Time at={nextTryAt} /> : null}
                  </span>
                ) : null}
                {text ? (
                  <details>
                    <summary>Read the letter</summary>
                    <pre className={styles.text}>{text}</pre>
                  </details>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {older ? <Link to={`?before=${older}`}>Older letters</Link> : null}
    </Page>
  );
}
