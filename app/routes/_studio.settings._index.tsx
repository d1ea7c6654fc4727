import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { z } from "zod";
import { renameUser } from "#db/queries/accounts.ts";
import type { SelfApproval } from "#db/tables/accounts.ts";
import type { Verb } from "#studio/members/permissions.ts";
import { roleWords, selfApprovalWords } from "#studio/members/words.ts";
import { renameWorkspace, setSelfApproval } from "#studio/members/workspace.ts";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { lastWorkspaceCookie } from "../last-brand.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/settings.module.css";

export const meta: MetaFunction = () => [{ title: "Settings · Troupe" }];

const name = z.string().trim().min(1, "A name has at least one letter").max(80, "Keep the name below 80 characters");

/** Where Settings lead, for those who may go there; Security is everybody's own. */
const places: { to: string; name: string; about: string; verb?: Verb }[] = [
  { to: paths.members(), name: "Members", about: "Who is in the workspace, and what they may do", verb: "member.read" },
  { to: paths.security(), name: "Security", about: "Your password, second factor and sessions" },
  { to: paths.activity(), name: "Activity", about: "What the studio is doing", verb: "activity.read" },
  { to: paths.webhooks(), name: "Webhooks", about: "Tell other systems what happens here", verb: "webhook.read" },
  { to: paths.audit(), name: "Audit", about: "Who did what, and when", verb: "audit.read" },
  { to: paths.apiKeys(), name: "API keys", about: "For programs that work in your name", verb: "api-key.create" },
  {
    to: paths.workspaceData(),
    name: "Data",
    about: "How long things are kept, take them elsewhere, delete them",
    verb: "workspace.delete",
  },
  { to: paths.outbox(), name: "Outbox", about: "Letters to people, sent and not sent", verb: "outbox.read" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { user, workspace, workspaces, role, may } = await requireUser({ request, context });
  const { env, writer, voices } = context;
  return {
    user,
    workspace,
    others: workspaces.filter(({ id }) => id !== workspace.id),
    role,
    places: places.filter(({ verb }) => !verb || may.includes(verb)).map(({ verb, ...place }) => place),
    mayRename: may.includes("workspace.rename"),
    maySecure: may.includes("settings.security"),
    engines: [
      { part: "Scripts", engine: writer.id === "house" ? "House writer (offline)" : writer.id },
      { part: "Voices", engine: voices.id },
      { part: "Mail", engine: context.mailer.delivers ? "SMTP" : "Outbox: no mail is sent" },
      { part: "Database", engine: env.databaseUrl ? "PostgreSQL from DATABASE_URL" : "Embedded PostgreSQL" },
      { part: "Files", engine: context.files.id },
    ],
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { db, user, workspaces, doer } = await requireUser({ request, context });
  const form = await request.formData();
  const intent = String(form.get("intent"));
  try {
    if (intent === "open") {
      const chosen = workspaces.find(({ id }) => id === form.get("workspace"));
      const headers = new Headers();
      if (chosen) headers.set("set-cookie", await lastWorkspaceCookie.serialize(chosen.id));
      return redirect(paths.home(), { headers });
    }
    if (intent === "workspace") await renameWorkspace(db, doer, { workspaceName: form.get("workspaceName") });
    else if (intent === "approval") await setSelfApproval(db, doer, { selfApproval: form.get("selfApproval") });
    else {
      const { yourName } = z.object({ yourName: name }).parse(Object.fromEntries(form));
      await renameUser(context.everywhere, user.id, yourName);
    }
    return data({ saved: intent });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Settings() {
  const page = useLoaderData<typeof loader>();
  const { user, workspace, others, role, engines } = page;
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  const saved = reply && "saved" in reply ? reply.saved : undefined;
  const save = (intent: string) => <Save busy={sending === intent} saved={saved === intent} />;
  return (
    <Page title="Settings" subtitle={workspace.name} width="narrow">
      <FormBanner reply={reply} />
      <nav aria-label="Settings">
        <ul className={styles.places}>
          {page.places.map((place) => (
            <li key={place.to}>
              <Link to={place.to} className={styles.place}>
                <strong>{place.name}</strong>
                <span className={styles.soft}>{place.about}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {page.mayRename ? (
        <Panel title="Workspace">
          <Form method="post" className={styles.form}>
            <input type="hidden" name="intent" value="workspace" />
            <TextBox name="workspaceName" label="Name" value={workspace.name} reply={reply} />
            {save("workspace")}
          </Form>
        </Panel>
      ) : null}
      {page.maySecure ? (
        <Panel title="Approval">
          <Form method="post" className={styles.form}>
            <input type="hidden" name="intent" value="approval" />
            <ChoiceBox
              name="selfApproval"
              label="Who may approve videos that come of their own brief"
              value={workspace.selfApproval}
              options={(["never", "alone", "always"] satisfies SelfApproval[]).map((value) => ({
                value,
                label: selfApprovalWords[value],
              }))}
              reply={reply}
            />
            {save("approval")}
          </Form>
        </Panel>
      ) : null}
      {others.length > 0 ? (
        <Panel title="Your other workspaces">
          {others.map(({ id, name: other }) => (
            <Form key={id} method="post" className={styles.save}>
              <input type="hidden" name="intent" value="open" />
              <input type="hidden" name="workspace" value={id} />
              <span>{other}</span>
              <Button submit accessibilityLabel={`Go to ${other}`}>
                Go there
              </Button>
            </Form>
          ))}
        </Panel>
      ) : null}
      <Panel title="You" aside={roleWords[role].name}>
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="you" />
          <TextBox name="yourName" label="Your name" value={user.name} reply={reply} autoComplete="name" />
          <p className={styles.soft}>You sign in as {user.email}.</p>
          {save("you")}
        </Form>
      </Panel>
      <Panel title="What does the work">
        <dl className={styles.engines}>
          {engines.map(({ part, engine }) => (
            <div key={part}>
              <dt>{part}</dt>
              <dd>{engine}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.soft}>
          Chosen by the environment when the studio starts. The README lists every variable.
        </p>
      </Panel>
    </Page>
  );
}

function Save({ busy, saved }: { busy: boolean; saved: boolean }) {
  return (
    <div className={styles.save}>
      <Button submit loading={busy}>
        Save
      </Button>
      <span role="status" className={styles.saved}>
        {saved && !busy ? "Saved" : ""}
      </span>
    </div>
  );
}
