import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { addEndpoint } from "#studio/webhooks/endpoints.ts";
import { FormBanner } from "../components/form-banner.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { WebhookFields } from "../settings/webhook-fields.tsx";
import { SecretText } from "../settings/webhook-secret.tsx";
import styles from "../settings/webhooks.module.css";
import { listEvents, readEndpointForm } from "../settings/webhooks.server.ts";

export const meta: MetaFunction = () => [{ title: "New webhook · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { brands } = await requireUser({ request, context }, "webhook.edit");
  return { groups: listEvents(), brands: brands.map(({ id, name }) => ({ id, name })) };
}

/** POST adds a webhook, and shows its secret. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { db, doer } = await requireUser({ request, context }, "webhook.edit");
  const form = await request.formData();
  const { keyring, webhooks } = context;
  try {
    return { made: await addEndpoint({ db, keyring, webhooks }, doer, readEndpointForm(form)) };
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function NewWebhook() {
  const { groups, brands } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const busy = useNavigation().formMethod === "POST";
  const back = { to: paths.webhooks(), label: "Webhooks" };
  if (reply && "made" in reply) {
    return (
      <Page title="The webhook is added" width="narrow" back={back}>
        <Panel title="Its secret">
          <div className={styles.form}>
            <p>Every message is signed with this. Give it to the receiver, and keep it where secrets are kept.</p>
            <SecretText secret={reply.made.secret} />
            <div className={styles.acts}>
              <Button variant="primary" url={paths.webhook(reply.made.id)}>
                Go on and send a test
              </Button>
            </div>
          </div>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title="New webhook" width="narrow" back={back}>
      <FormBanner reply={reply} />
      <Panel>
        <Form method="post" className={styles.form}>
          <WebhookFields groups={groups} brands={brands} reply={reply} />
          <div className={styles.acts}>
            <Button submit variant="primary" loading={busy}>
              Add the webhook
            </Button>
          </div>
        </Form>
      </Panel>
    </Page>
  );
}
