import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData, useSearchParams } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listAuditActors, listAuditEntries } from "#db/queries/audit.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/audit.module.css";
import { listActChoices, readAuditFilter, toLine } from "../settings/audit.server.ts";
import { AuditLine } from "../settings/audit-line.tsx";

export const meta: MetaFunction = () => [{ title: "Audit · Troupe" }];

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace } = await requireUser({ request, context }, "audit.read");
  const { before, ...filter } = readAuditFilter(new URL(request.url).searchParams);
  const [rows, actors] = await Promise.all([
    listAuditEntries(db, workspace.id, filter, { before, limit: pageSize + 1 }),
    listAuditActors(db, workspace.id),
  ]);
  const entries = rows.slice(0, pageSize);
  return {
    entries: entries.map(toLine),
    older: rows.length > pageSize ? entries.at(-1)?.seq : undefined,
    actors: actors.map((actor) => ({ value: `${actor.actorKind}:${actor.actorId}`, label: actor.actorName })),
    acts: listActChoices(),
  };
}

export default function Audit() {
  const { entries, older, actors, acts } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const asked = Object.fromEntries([...search].filter(([name, value]) => name !== "before" && value !== ""));
  const filtered = Object.keys(asked).length > 0;
  const all = { value: "", label: "All" };
  return (
    <Page
      title="Audit"
      back={{ to: paths.settings(), label: "Settings" }}
      subtitle="Who did what, when and from where. Nothing here can be changed."
      actions={
        <a className={styles.download} href={`${paths.auditCsv()}?${new URLSearchParams(asked)}`} download>
          Download as CSV
        </a>
      }
    >
      <Form method="get" className={styles.filters} key={JSON.stringify(asked)}>
        <ChoiceBox name="act" label="What" value={asked.act} options={[all, ...acts]} />
        <ChoiceBox name="who" label="Who" value={asked.who} options={[all, ...actors]} />
        <TextBox name="from" label="From (UTC)" type="date" value={asked.from} />
        <TextBox name="to" label="To (UTC)" type="date" value={asked.to} />
        {asked.subject ? <input type="hidden" name="subject" value={asked.subject} /> : null}
        <Button submit>Show</Button>
      </Form>
      {entries.length === 0 ? (
        <Panel>
          <EmptyState title={filtered ? "Nothing like that was done" : "Nothing was done yet"}>
            {filtered ? (
              <Link to={paths.audit()}>Show everything</Link>
            ) : (
              "Approve a video or launch a brief, and it is written down here."
            )}
          </EmptyState>
        </Panel>
      ) : (
        <Panel flush>
          <ul className={styles.entries}>
            {entries.map((entry) => (
              <AuditLine key={entry.seq} entry={entry} />
            ))}
          </ul>
        </Panel>
      )}
      {older ? <Link to={`?${new URLSearchParams({ ...asked, before: String(older) })}`}>Older entries</Link> : null}
    </Page>
  );
}
