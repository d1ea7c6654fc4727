import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { listDeliveries } from "#db/queries/webhook-deliveries.ts";
import { getEndpoint, listSecrets } from "#db/queries/webhooks.ts";
import { switchWebhook } from "#studio/webhooks/endpoints.ts";
import { replayFailed, sendTest } from "#studio/webhooks/replay.ts";
import { endOldSecret, revealSecret, rotateSecret } from "#studio/webhooks/secret.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireUser } from "../session.server.ts";
import { DeliveryFilter, ReplayFailed } from "../settings/delivery-filter.tsx";
import { DeliveryList } from "../settings/delivery-list.tsx";
import { useBeat } from "../settings/use-beat.ts";
import { useRowKeys } from "../settings/use-row-keys.ts";
import { WebhookActs, WebhookHead } from "../settings/webhook-head.tsx";
import { WebhookSecret } from "../settings/webhook-secret.tsx";
import { sayAddress } from "../settings/webhook-words.ts";
import styles from "../settings/webhooks.module.css";
import { readSince, readState } from "../settings/webhooks.server.ts";

export const meta: MetaFunction = () => [{ title: "Webhook · Troupe" }];

const pageSize = 30;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, workspace, brands, may } = await requireUser({ request, context }, "webhook.read");
  const endpoint = await getEndpoint(db, workspace.id, params.endpointId ?? "").catch(orMissing);
  const { searchParams } = new URL(request.url);
  const state = readState(searchParams.get("state"));
  const before = searchParams.get("before") ?? undefined;
  const [rows, secrets] = await Promise.all([
    listDeliveries(db, workspace.id, endpoint.id, { state, before, limit: pageSize + 1 }),
    listSecrets(db, workspace.id, endpoint.id),
  ]);
  const names = brands.filter(({ id }) => endpoint.brandIds.includes(id)).map(({ name }) => name);
  const deliveries = rows.slice(0, pageSize);
  return {
    endpoint: { ...endpoint, brands: endpoint.narrowed ? names.join(", ") || "No brand that is still in use" : null },
    deliveries,
    older: rows.length > pageSize ? deliveries.at(-1)?.id : undefined,
    state,
    oldUntil: secrets.find(({ expiresAt }) => expiresAt)?.expiresAt ?? null,
    mayEdit: may.includes("webhook.edit"),
    zone: brands[0]?.zone ?? "UTC",
  };
}

/** What is done to a webhook: a test, the switch, its secret, and replaying what failed. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer } = await requireUser({ request, context }, "webhook.edit");
  const form = await request.formData();
  const id = params.endpointId ?? "";
  const vault = { db, keyring: context.keyring };
  try {
    const intent = form.get("intent");
    if (intent === "test") return redirect(paths.webhookMessage(id, await sendTest(db, doer, id)));
    if (intent === "reveal") return { secret: await revealSecret(vault, doer, id) };
    if (intent === "rotate") {
      const said = "From now on both secrets sign. In 24 hours the old one ends.";
      return { secret: await rotateSecret(vault, doer, id), said };
    }
    if (intent === "end-old") {
      await endOldSecret(db, doer, id);
      return { said: "The old secret signs no longer." };
    }
    if (intent === "replay") {
      const sent = await replayFailed(db, doer, id, readSince(String(form.get("hours"))));
      return { said: sent === 0 ? "Nothing failed in that time." : `${sent.toLocaleString("en")} sent again.` };
    }
    await switchWebhook(db, doer, id, intent === "on");
    return { said: intent === "on" ? "Switched on." : "Switched off. What it misses is kept." };
  } catch (error) {
    return replyTo(error);
  }
}

const keys = { t: "webhook-test" };

export default function Webhook() {
  const { endpoint, deliveries, older, state, oldUntil, mayEdit, zone } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const said = reply && "said" in reply ? reply.said : undefined;
  const secret = reply && "secret" in reply ? reply.secret : undefined;
  const on = endpoint.disabledAt === null;
  useBeat(deliveries.some((delivery) => delivery.state === "waiting"));
  useRowKeys(keys);
  return (
    <Page
      title={<span className={styles.title}>{sayAddress(endpoint.url)}</span>}
      subtitle={endpoint.description || undefined}
      width="narrow"
      back={{ to: paths.webhooks(), label: "Webhooks" }}
      actions={mayEdit ? <WebhookActs id={endpoint.id} on={on} /> : undefined}
    >
      <FormBanner reply={reply} />
      {said ? (
        <Notice>
          <span>{said}</span>
        </Notice>
      ) : null}
      <WebhookHead endpoint={endpoint} zone={zone} />
      <div className={styles.tools}>
        <DeliveryFilter state={state} />
        <KeyHints
          keys={[
            ["J, K", "Next, previous message"],
            ["Enter", "Open it"],
            ["T", "Send a test"],
          ]}
        />
      </div>
      <Panel flush title="Messages">
        {deliveries.length > 0 ? (
          <DeliveryList deliveries={deliveries} zone={zone} />
        ) : (
          <EmptyState title={state ? "No message is like that" : "No messages yet"} small>
            {state ? (
              <Link to="?" preventScrollReset>
                See all messages
              </Link>
            ) : (
              "Send a test, or wait until something happens that it wants to hear of."
            )}
          </EmptyState>
        )}
      </Panel>
      {older ? (
        <Link to={`?${new URLSearchParams({ ...(state ? { state } : {}), before: older })}`}>Older messages</Link>
      ) : null}
      {mayEdit && on ? (
        <Panel title="Replay">
          <ReplayFailed />
        </Panel>
      ) : null}
      {mayEdit ? <WebhookSecret secret={secret} oldUntil={oldUntil} zone={zone} /> : null}
    </Page>
  );
}
