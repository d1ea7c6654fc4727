import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { kitNetworks } from "#brand-kits/schema.ts";
import { findCurrentKitRow, listKits } from "#db/queries/kits.ts";
import { listSlots } from "#db/queries/slots.ts";
import { networksOf } from "#media/quality/networks.ts";
import { getCurrentKit } from "#studio/brands/current-kit.ts";
import { importKitFromFiles } from "#studio/brands/import-upload.ts";
import { cutFor } from "#studio/cuts/choose-cut.ts";
import { KitSheet } from "../brand/kit-sheet.tsx";
import { KitUpload } from "../brand/kit-upload.tsx";
import { readKitFiles } from "../brand/read-kit-files.server.ts";
import { VideoLook } from "../brand/video-look.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { May } from "../components/may.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { Time } from "../components/time.tsx";
import { paths } from "../paths.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Brand · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const [row, versions, slots] = await Promise.all([
    findCurrentKitRow(db, brand.id),
    listKits(db, brand.id, { limit: 20 }),
    listSlots(db, brand.id),
  ]);
  const current = row && (await getCurrentKit(db, brand.id));
  return {
    brand,
    current: current && { version: current.version, kit: current.kit, voice: current.voice },
    versions,
    slots,
    networks: networksOf(kitNetworks).map(({ id, name, logo }) => ({
      ...{ id, name, cut: cutFor(current?.kit ?? {}, id), forbids: !logo },
    })),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, doer, brand } = await requireBrand({ request, params, context }, "kit.import");
  try {
    const files = await readKitFiles(request);
    const scope = { workspaceId: brand.workspaceId, brandSlug: brand.slug };
    const { version, changed, products, personas } = await importKitFromFiles(db, context.files, scope, doer.by, files);
    return data({ imported: { version, changed, products, personas } });
  } catch (error) {
    return replyTo(error);
  }
}

export default function Brand() {
  const { brand, current, versions, slots, networks } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>();
  const imported = reply && "imported" in reply ? reply.imported : undefined;
  return (
    <Page
      title={brand.name}
      subtitle={current?.kit.tagline}
      actions={
        <Button size="large" url={paths.claims(brand.slug)}>
          Claims
        </Button>
      }
    >
      {imported ? (
        <Notice>
          {imported.changed
            ? `Version ${imported.version} is in use, with ${imported.products} products and ${imported.personas} new personas.`
            : "That is the kit in use already, so nothing changed."}
        </Notice>
      ) : null}
      {current ? (
        <>
          <KitSheet {...current} slots={slots} zone={brand.zone} />
          <VideoLook kit={current.kit} version={current.version} networks={networks} />
        </>
      ) : (
        <Panel>
          <EmptyState title="This brand has no kit yet">
            Until it has one, videos have no colours, fonts or logo of their own. Upload the folder below.
          </EmptyState>
        </Panel>
      )}
      <May verb="kit.import">
        <Panel title="Bring a new version" aside={current ? `Version ${current.version} is in use` : null}>
          <KitUpload reply={reply} />
        </Panel>
      </May>
      {versions.length > 1 ? (
        <Panel title="Versions">
          <ul>
            {versions.map(({ id, version, createdAt, sha256 }) => (
              <li key={id}>
                Version {version}, <Time at={createdAt} />, <code>{sha256.slice(0, 10)}</code>
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </Page>
  );
}
