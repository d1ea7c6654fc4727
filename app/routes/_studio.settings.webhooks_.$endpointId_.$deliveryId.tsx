import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { getDelivery, listAttempts } from "#db/queries/webhook-deliveries.ts";
import { getEndpoint } from "#db/queries/webhooks.ts";
import { messageIdOf } from "#studio/webhooks/deliver.ts";
import { replayOne } from "#studio/webhooks/replay.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { AttemptList } from "../settings/attempt-list.tsx";
import { useBeat } from "../settings/use-beat.ts";
import { useRowKeys } from "../settings/use-row-keys.ts";
import { chipOf, sayAddress } from "../settings/webhook-words.ts";
import styles from "../settings/webhooks.module.css";

export const meta: MetaFunction = () => [{ title: "Message · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, workspace, brands, may } = await requireUser({ request, context }, "webhook.read");
  const { endpointId = "", deliveryId = "" } = params;
  const endpoint = await getEndpoint(db, workspace.id, endpointId).catch(orMissing);
  const { body, ...delivery } = await getDelivery(db, workspace.id, endpointId, deliveryId).catch(orMissing);
  return {
    delivery,
    id: messageIdOf(delivery.messageId),
    body: JSON.stringify(JSON.parse(body), null, 2),
    attempts: await listAttempts(db, workspace.id, deliveryId),
    name: sayAddress(endpoint.url),
    brand: brands.find(({ id }) => id === delivery.brandId)?.name,
    maySend: may.includes("webhook.edit") && endpoint.disabledAt === null,
    zone: brands[0]?.zone ?? "UTC",
  };
}

/** POST sends the message again, now. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer } = await requireUser({ request, context }, "webhook.edit");
  try {
    await replayOne(db, doer, params.endpointId ?? "", params.deliveryId ?? "");
    return null;
  } catch (error) {
    return replyTo(error);
  }
}

const keys = { r: "message-again" };

export default function Message() {
  const { delivery, id, body, attempts, name, brand, maySend, zone } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>() ?? undefined;
  const busy = useNavigation().formMethod === "POST";
  const waiting = delivery.state === "waiting";
  useBeat(waiting);
  useRowKeys(keys);
  return (
    <Page
      title={delivery.type}
      width="narrow"
      back={{ to: paths.webhook(delivery.endpointId), label: name }}
      actions={
        maySend ? (
          <>
            <KeyHints keys={[["R", waiting ? "Try now" : "Send again"]]} />
            <Form method="post">
              <Button submit id="message-again" variant="primary" loading={busy}>
                {waiting ? "Try now" : "Send again"}
              </Button>
            </Form>
          </>
        ) : undefined
      }
    >
      <FormBanner reply={reply} />
      <Panel>
        <dl className={styles.facts}>
          <div>
            <dt>State</dt>
            <dd>
              <StateChip {...chipOf(delivery)} />{" "}
              {delivery.nextTryAt && delivery.tries > 0 ? (
                <span className={styles.soft}>
                  next try <Time at={delivery.nextTryAt} zone={zone} ago />
                </span>
              ) : null}
            </dd>
          </div>
          {delivery.failure ? (
            <div>
              <dt>Why</dt>
              <dd>{delivery.failure}</dd>
            </div>
          ) : null}
          <div>
            <dt>Written</dt>
            <dd>
              <Time at={delivery.createdAt} zone={zone} />
            </dd>
          </div>
          {brand ? (
            <div>
              <dt>Brand</dt>
              <dd>{brand}</dd>
            </div>
          ) : null}
          <div>
            <dt>webhook-id</dt>
            <dd>
              <code>{id}</code>
            </dd>
          </div>
        </dl>
      </Panel>
      <Panel flush title="Tries">
        {attempts.length > 0 ? (
          <AttemptList attempts={attempts} zone={zone} />
        ) : (
          <EmptyState title={waiting ? "The first is about to be made" : "None was made"} small />
        )}
      </Panel>
      <Panel title="Body">
        <pre className={styles.text}>{body}</pre>
      </Panel>
    </Page>
  );
}
