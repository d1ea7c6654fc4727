import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { ExternalIcon } from "@shopify/polaris-icons";
import { listConnectionsWithHealth } from "#db/queries/channels.ts";
import { disconnect, openShowcase } from "#studio/channels/showcase.ts";
import styles from "../channels/channels.module.css";
import { EmptyState } from "../components/empty-state.tsx";
import { TextBox } from "../components/fields.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { Icon } from "../components/icon.tsx";
import { May } from "../components/may.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { StateChip } from "../components/state-chip.tsx";
import { Time } from "../components/time.tsx";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import { replyTo, valuesOf } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Channels · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const connections = await listConnectionsWithHealth(db, brand.id);
  const names = new Map(context.channels.list().map(({ id, name }) => [id, name]));
  return {
    brand,
    publicUrl: context.publicUrl,
    connections: connections.map((connection) => ({
      ...connection,
      channelName: names.get(connection.channel) ?? connection.channel,
    })),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "channel.connect");
  const form = await request.formData();
  try {
    if (form.get("intent") === "disconnect") await disconnect(db, brand.id, doer.by, String(form.get("connection")));
    else {
      const account = { handle: String(form.get("handle")), name: String(form.get("name")) };
      await openShowcase(db, brand.id, doer.by, account);
    }
    return null;
  } catch (error) {
    return replyTo(error, valuesOf(form));
  }
}

export default function Channels() {
  const { brand, connections, publicUrl } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>() ?? undefined;
  const busy = useNavigation().formData?.get("intent") === "open";
  useLive(["post"]);
  const open = connections.some(({ channel }) => channel === "showcase");
  return (
    <Page title="Channels" subtitle="The accounts that posts go out on, and how they are doing.">
      <FormBanner reply={reply} />
      {connections.map((connection) => (
        <Panel key={connection.id} title={connection.name} aside={connection.channelName}>
          <div className={styles.connection}>
            <Health connection={connection} />
            <dl className={styles.facts}>
              <div>
                <dt>Published</dt>
                <dd>{connection.published}</dd>
              </div>
              <div>
                <dt>Planned</dt>
                <dd>{connection.planned}</dd>
              </div>
              <div>
                <dt>Failed</dt>
                <dd>{connection.failed}</dd>
              </div>
              <div>
                <dt>Last went out</dt>
                <dd>{connection.lastPublishedAt ? <Time at={connection.lastPublishedAt} ago /> : "Not yet"}</dd>
              </div>
            </dl>
            {connection.channel === "showcase" ? (
              <p>
                <a href={paths.showcase(connection.handle)} target="_blank" rel="noreferrer" className={styles.address}>
                  {publicUrl.replace(/^https?:\/\//, "")}
                  {paths.showcase(connection.handle)}
                  <Icon source={ExternalIcon} size={16} />
                </a>
              </p>
            ) : null}
            <Form method="post" className={styles.foot}>
              <input type="hidden" name="intent" value="disconnect" />
              <input type="hidden" name="connection" value={connection.id} />
              <span className={styles.soft}>
                Connected <Time at={connection.createdAt} shape="day" />
              </span>
              <May verb="channel.connect">
                <Button submit variant="tertiary" tone="critical" accessibilityLabel={`Disconnect ${connection.name}`}>
                  Disconnect
                </Button>
              </May>
            </Form>
          </div>
        </Panel>
      ))}
      {open ? null : (
        <Panel>
          <EmptyState title="Open the Showcase">
            Your own public page of vertical videos with links to the product. It needs no account anywhere.
          </EmptyState>
          <May verb="channel.connect">
            <Form method="post" className={styles.open}>
              <input type="hidden" name="intent" value="open" />
              <TextBox name="name" label="Name on the page" value={brand.name} reply={reply} />
              <TextBox name="handle" label="Address" prefix="/showcase/" value={brand.slug} reply={reply} />
              <Button submit variant="primary" loading={busy}>
                Open the Showcase
              </Button>
            </Form>
          </May>
        </Panel>
      )}
    </Page>
  );
}

type Connection = ReturnType<typeof useLoaderData<typeof loader>>["connections"][number];

/** Well unless the last thing that happened is a failure. */
function Health({ connection }: { connection: Connection }) {
  const { lastFailedAt, lastPublishedAt, lastFailure } = connection;
  const ill = lastFailedAt && (!lastPublishedAt || lastFailedAt > lastPublishedAt);
  return (
    <div className={styles.health}>
      <StateChip
        state={ill ? "failed" : "connected"}
        tone={ill ? "red" : "green"}
        words={ill ? "Trouble" : "Working"}
      />
      {ill ? <span className={styles.problem}>{lastFailure ?? "The last post did not go out."}</span> : null}
    </div>
  );
}
