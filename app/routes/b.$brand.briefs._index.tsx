import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listBriefDrafts } from "#db/queries/brief-drafts.ts";
import { listBriefs } from "#db/queries/briefs.ts";
import cards from "../briefs/brief-card.module.css";
import { BriefCard } from "../briefs/brief-card.tsx";
import { DraftList } from "../briefs/draft-list.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { useBrand, useMay } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

const perPage = 24;

export const meta: MetaFunction = () => [{ title: "Briefs · Troupe" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const after = new URL(request.url).searchParams.get("after") || undefined;
  const undo = new URL(request.url).searchParams.get("undo");
  const drafts = after ? [] : await listBriefDrafts(db, brand.id, { limit: 12 });
  const rows = await listBriefs(db, brand.id, { ...(after ? { after } : {}), limit: perPage + 1 }).catch(orMissing);
  const more = rows.length > perPage ? rows[perPage - 1]?.id : undefined;
  return { briefs: rows.slice(0, perPage), drafts, undo, more, isFirst: !after };
}

export default function Briefs() {
  const { briefs, drafts, undo, more, isFirst } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  const may = useMay();
  useLive(["brief", "variant", "review"]);
  const create = may("brief.edit") ? (
    <Button variant="primary" size="large" url={paths.newBrief(slug)}>
      New brief
    </Button>
  ) : undefined;
  return (
    <Page
      title="Briefs"
      subtitle="Say what you want once, and get it from every persona in every way of opening."
      actions={briefs.length > 0 || drafts.length > 0 ? create : undefined}
    >
      {undo && may("brief.edit") ? (
        <Notice>
          The draft is thrown away.
          <Form method="post" action={paths.briefDraft(slug, undo)}>
            <input type="hidden" name="intent" value="restore" />
            <Button submit>Undo</Button>
          </Form>
        </Notice>
      ) : null}
      {drafts.length > 0 && may("brief.edit") ? <DraftList drafts={drafts} /> : null}
      {briefs.length === 0 ? (
        <EmptyState
          title={isFirst ? "Write your first brief" : "No older briefs"}
          action={isFirst ? create : undefined}
        >
          {isFirst ? "A brief names a product, who should talk about it, and how the videos open." : null}
        </EmptyState>
      ) : (
        <ul className={cards.list}>
          {briefs.map((brief) => (
            <li key={brief.id}>
              <BriefCard brief={brief} />
            </li>
          ))}
        </ul>
      )}
      {more ? (
        <div>
          <Button url={`${paths.briefs(slug)}?after=${more}`}>Show older</Button>
        </div>
      ) : null}
    </Page>
  );
}
