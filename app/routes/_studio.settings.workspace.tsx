import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { rawSql } from "#db/raw-sql.ts";
import { eraseWorkspace } from "#studio/workspaces/erase.ts";
import { changeRetention, keeping, readRetention } from "#studio/workspaces/retention.ts";
import { ChoiceBox, TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/settings.module.css";

export const meta: MetaFunction = () => [{ title: "Data · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace } = await requireUser({ request, context }, "workspace.delete");
  return {
    name: workspace.name,
    kept: await readRetention(db, workspace.id),
    keeping,
    shotsDays: context.env.keepShotsDays,
    outside: context.remoteEngine !== undefined,
  };
}

/**
 * POST says how long things are kept, or deletes the workspace when its name was typed out: whoever was in no other one has
 * no account after.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const { db: own, doer } = await requireUser({ request, context }, "workspace.delete");
  const form = await request.formData();
  if (form.get("intent") === "keep") {
    try {
      await changeRetention(own, doer, Object.fromEntries(form));
      return data({ saved: true });
    } catch (error) {
      return replyTo(error, valuesOf(form));
    }
  }
  // It reaches further than the workspace: to the engine's runs, and to people who are in no other one.
  const { everywhere: db, files, engine } = context;
  try {
    const eraseRuns = async (trx: typeof db, id: string) => engine?.eraseOwned(id, rawSql(trx));
    await eraseWorkspace({ db, files, eraseRuns }, doer, String(form.get("typed") ?? ""));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
  return redirect(paths.home());
}

export default function WorkspaceData() {
  const page = useLoaderData<typeof loader>();
  const { name } = page;
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  const saved = reply !== undefined && "saved" in reply;
  return (
    <Page title="Data" width="narrow" back={{ to: paths.settings(), label: "Settings" }}>
      <FormBanner reply={reply} />
      <Panel title="Take it elsewhere">
        <Form method="post" action={paths.workspaceExport()} reloadDocument className={styles.form}>
          <p>Every row of {name} as JSON and every file, in one archive. Passwords and tokens are left out.</p>
          <div className={styles.save}>
            <Button submit>Download the workspace</Button>
          </div>
        </Form>
      </Panel>
      <Panel title="How long things are kept">
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="keep" />
          <p className={styles.soft}>What is older goes every night, for good. The audit says how much it was.</p>
          <Kept what="readings" label="Single readings" help="Then one of each day stays. Results do not change." />
          <Kept what="mails" label="Letters in the outbox" />
          <Kept what="webhooks" label="Webhook messages" />
          {page.outside ? (
            <input type="hidden" name="runs" value={page.kept.runs} />
          ) : (
            <Kept what="runs" label="Histories of finished workflows" />
          )}
          <p className={styles.soft}>
            Posts, results, the ledger and the audit are kept as long as the workspace. Drawn shots can be drawn anew at
            any time: whoever runs the studio keeps them for {page.shotsDays} days.
          </p>
          <div className={styles.save}>
            <Button submit loading={sending === "keep"}>
              Save
            </Button>
            <span role="status" className={styles.saved}>
              {saved && sending !== "keep" ? "Saved" : ""}
            </span>
          </div>
        </Form>
      </Panel>
      <Panel title="Delete the workspace">
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="delete" />
          <p>
            Everything in {name} is deleted for good: brands, videos, posts, results, and the accounts of people who are
            in no other workspace. What is published on other networks stays there.
          </p>
          <TextBox name="typed" label={`Type “${name}”`} reply={reply} />
          <div className={styles.save}>
            <Button submit tone="critical" loading={sending === "delete"}>
              Delete the workspace
            </Button>
          </div>
        </Form>
      </Panel>
    </Page>
  );
}

/** For how many days one kind of thing is kept. */
function Kept({
  what,
  label,
  help,
}: {
  what: "readings" | "mails" | "webhooks" | "runs";
  label: string;
  help?: string;
}) {
  const { kept, keeping } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  return (
    <ChoiceBox
      name={what}
      label={label}
      help={help}
      value={String(kept[what])}
      options={keeping[what].choices.map((days) => ({ value: String(days), label: sayDays(days) }))}
      reply={reply}
    />
  );
}

const sayDays = (days: number) => (days === 365 ? "A year" : `${days} days`);
