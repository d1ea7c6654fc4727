import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { z } from "zod";
import { renameUser, renameWorkspace } from "#db/queries/accounts.ts";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/settings.module.css";

export const meta: MetaFunction = () => [{ title: "Settings · Troupe" }];

const name = z.string().trim().min(1, "A name has at least one letter").max(80, "Keep the name below 80 characters");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { user, workspace, role } = await requireUser({ request, context });
  const { env, writer, voices } = context;
  return {
    user,
    workspace,
    role,
    engines: [
      { part: "Scripts", engine: writer.id === "house" ? "House writer (offline)" : writer.id },
      { part: "Voices", engine: voices.id },
      { part: "Database", engine: env.databaseUrl ? "PostgreSQL from DATABASE_URL" : "Embedded PostgreSQL" },
      { part: "Files", engine: context.files.id },
    ],
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { user, workspace } = await requireUser({ request, context });
  const form = await request.formData();
  const intent = String(form.get("intent"));
  try {
    if (intent === "workspace") {
      const { workspaceName } = z.object({ workspaceName: name }).parse(Object.fromEntries(form));
      await renameWorkspace(context.db, workspace.id, workspaceName);
      return data({ saved: intent });
    }
    if (intent === "you") {
      const { yourName } = z.object({ yourName: name }).parse(Object.fromEntries(form));
      await renameUser(context.db, user.id, yourName);
      return data({ saved: intent });
    }
    const present = String(form.get("presentPassword") ?? "");
    const headers = await context.accounts.changePassword(request, {
      present,
      next: String(form.get("nextPassword") ?? ""),
    });
    return data({ saved: "password" }, { headers });
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Settings() {
  const { user, workspace, role, engines } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  const saved = reply && "saved" in reply ? reply.saved : undefined;
  return (
    <Page title="Settings" width="narrow" subtitle={<Link to={paths.activity()}>See what the studio is doing</Link>}>
      <FormBanner reply={reply} />
      <Panel title="Workspace">
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="workspace" />
          <TextBox name="workspaceName" label="Name" value={workspace.name} reply={reply} />
          <Save busy={sending === "workspace"} saved={saved === "workspace"} />
        </Form>
      </Panel>
      <Panel title="You" aside={role === "owner" ? "Owner" : role}>
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="you" />
          <TextBox name="yourName" label="Your name" value={user.name} reply={reply} autoComplete="name" />
          <p className={styles.soft}>You sign in as {user.email}.</p>
          <Save busy={sending === "you"} saved={saved === "you"} />
        </Form>
      </Panel>
      <Panel title="Password">
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="password" />
          <input type="hidden" name="username" autoComplete="username" value={user.email} />
          <TextBox
            name="presentPassword"
            label="Present password"
            type="password"
            autoComplete="current-password"
            reply={reply}
          />
          <TextBox
            name="nextPassword"
            label="New password"
            type="password"
            autoComplete="new-password"
            help="At least 10 characters. Other browsers are signed out."
            reply={reply}
          />
          <Save busy={sending === "password"} saved={saved === "password"} label="Change the password" />
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

function Save({ busy, saved, label = "Save" }: { busy: boolean; saved: boolean; label?: string }) {
  return (
    <div className={styles.save}>
      <Button submit loading={busy}>
        {label}
      </Button>
      <span role="status" className={styles.saved}>
        {saved && !busy ? "Saved" : ""}
      </span>
    </div>
  );
}
