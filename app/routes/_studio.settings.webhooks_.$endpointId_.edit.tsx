import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { getEndpoint } from "#db/queries/webhooks.ts";
import { changeEndpoint, removeEndpoint } from "#studio/webhooks/endpoints.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { WebhookFields } from "../settings/webhook-fields.tsx";
import { sayAddress } from "../settings/webhook-words.ts";
import styles from "../settings/webhooks.module.css";
import { listEvents, readEndpointForm } from "../settings/webhooks.server.ts";

export const meta: MetaFunction = () => [{ title: "Change a webhook · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, workspace, brands } = await requireUser({ request, context }, "webhook.edit");
  const endpoint = await getEndpoint(db, workspace.id, params.endpointId ?? "").catch(orMissing);
  return { endpoint, groups: listEvents(), brands: brands.map(({ id, name }) => ({ id, name })) };
}

/** Changes where messages go and which, or removes the webhook. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer } = await requireUser({ request, context }, "webhook.edit");
  const form = await request.formData();
  const id = params.endpointId ?? "";
  try {
    if (form.get("intent") === "remove") {
      await removeEndpoint(db, doer, id);
      return redirect(paths.webhooks());
    }
    await changeEndpoint({ db, webhooks: context.webhooks }, doer, id, readEndpointForm(form));
    return redirect(paths.webhook(id));
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function EditWebhook() {
  const { endpoint, groups, brands } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const sending = useNavigation().formData?.get("intent");
  const name = sayAddress(endpoint.url);
  return (
    <Page title="Change the webhook" width="narrow" back={{ to: paths.webhook(endpoint.id), label: name }}>
      <FormBanner reply={reply} />
      <Panel>
        <Form method="post" className={styles.form}>
          <input type="hidden" name="intent" value="change" />
          <WebhookFields endpoint={endpoint} groups={groups} brands={brands} reply={reply} />
          <div className={styles.acts}>
            <Button submit variant="primary" loading={sending === "change"}>
              Save
            </Button>
          </div>
        </Form>
      </Panel>
      <Panel title="Remove">
        <Form method="post" className={styles.foot}>
          <input type="hidden" name="intent" value="remove" />
          <span className={styles.soft}>
            Its secret and the messages to it are deleted for good. Switch it off to keep them.
          </span>
          <Button submit tone="critical" loading={sending === "remove"}>
            Remove the webhook
          </Button>
        </Form>
      </Panel>
    </Page>
  );
}
