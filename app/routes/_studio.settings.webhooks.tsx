import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listEndpoints } from "#db/queries/webhooks.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { paths } from "../paths.ts";
import { requireUser } from "../session.server.ts";
import { useBeat } from "../settings/use-beat.ts";
import { WebhookList } from "../settings/webhook-list.tsx";

export const meta: MetaFunction = () => [{ title: "Webhooks · Troupe" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { db, workspace, brands, may } = await requireUser({ request, context }, "webhook.read");
  const endpoints = await listEndpoints(db, workspace.id);
  const nameOf = (id: string) => brands.find((brand) => brand.id === id)?.name ?? "a brand that is gone";
  return {
    endpoints: endpoints.map(({ brandIds, narrowed, ...endpoint }) => ({
      ...endpoint,
      brands: narrowed ? brandIds.map(nameOf).join(", ") : null,
      used: endpoint.lastDeliveredAt !== null,
    })),
    mayEdit: may.includes("webhook.edit"),
    zone: brands[0]?.zone ?? "UTC",
  };
}

export default function Webhooks() {
  const { endpoints, mayEdit, zone } = useLoaderData<typeof loader>();
  useBeat(endpoints.some(({ waiting }) => waiting > 0));
  const add = mayEdit ? (
    <Button variant="primary" url={paths.newWebhook()}>
      Add a webhook
    </Button>
  ) : undefined;
  return (
    <Page
      title="Webhooks"
      subtitle="Tell other systems what happens here, at once and signed."
      width="narrow"
      back={{ to: paths.settings(), label: "Settings" }}
      actions={endpoints.length > 0 ? add : undefined}
    >
      <Panel flush>
        {endpoints.length > 0 ? (
          <WebhookList endpoints={endpoints} zone={zone} />
        ) : (
          <EmptyState title="No webhooks yet" action={add}>
            Add the address of a system of yours, and it hears when a video waits, is approved or is out.
          </EmptyState>
        )}
      </Panel>
    </Page>
  );
}
