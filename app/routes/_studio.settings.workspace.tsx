import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { rawSql } from "#db/raw-sql.ts";
import { eraseWorkspace } from "#studio/workspaces/erase.ts";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import styles from "../settings/settings.module.css";

export const meta: MetaFunction = () => [{ title: "Data · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspace } = await requireUser({ request, context }, "workspace.delete");
  return { name: workspace.name };
}

/** POST deletes the workspace when its name was typed out. Whoever was in no other one has no account after. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { doer } = await requireUser({ request, context }, "workspace.delete");
  const form = await request.formData();
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
  const { name } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const deleting = useNavigation().formMethod === "POST";
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
      <Panel title="Delete the workspace">
        <Form method="post" className={styles.form}>
          <p>
            Everything in {name} is deleted for good: brands, videos, posts, results, and the accounts of people who are
            in no other workspace. What is published on other networks stays there.
          </p>
          <TextBox name="typed" label={`Type “${name}”`} reply={reply} />
          <div className={styles.save}>
            <Button submit tone="critical" loading={deleting}>
              Delete the workspace
            </Button>
          </div>
        </Form>
      </Panel>
    </Page>
  );
}
