import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listBriefs } from "#db/queries/briefs.ts";
import { listConnections } from "#db/queries/connections.ts";
import { listLibrary } from "#db/queries/library.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { KeyHints } from "../components/key-hints.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { LibraryFilters } from "../library/library-filters.tsx";
import { LibraryWall } from "../library/library-wall.tsx";
import pager from "../library/pager.module.css";
import { readFilter, readOrder, readPage } from "../library/read-filter.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

const perPage = 30;

export const meta: MetaFunction = () => [{ title: "Library · Troupe" }];

/** The filters are in the address, so that what one sees can be shared. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { searchParams: search } = new URL(request.url);
  const [filter, order, page] = [readFilter(search), readOrder(search), readPage(search)];
  const shown = { order, from: (page - 1) * perPage, limit: perPage };
  const [{ videos, total }, personas, briefs, connections] = await Promise.all([
    listLibrary(db, brand.id, filter, shown).catch(orMissing),
    listPersonas(db, brand.id, { limit: 100 }),
    listBriefs(db, brand.id, { limit: 100 }),
    listConnections(db, brand.id),
  ]);
  const to = (other: number) => {
    search.delete("page");
    if (other > 1) search.set("page", String(other));
    return `?${search}`;
  };
  if (videos.length === 0 && page > 1) throw redirect(paths.library(brand.slug) + to(1));
  const names = new Map(context.channels.list().map(({ id, name }) => [id, name]));
  const channels = [...new Set(connections.map(({ channel }) => channel))];
  return {
    videos,
    total,
    from: shown.from + 1,
    newer: page > 1 ? to(page - 1) : undefined,
    more: shown.from + videos.length < total ? to(page + 1) : undefined,
    ...{ filter, order, narrowed: Object.values(filter).some(Boolean) },
    personas: personas.map(({ id, name }) => ({ id, name })),
    briefs: briefs.map(({ id, name }) => ({ id, name })),
    channels: channels.map((id) => ({ id, name: names.get(id) ?? id })),
    shapes: briefs.some(({ ratios }) => ratios.some((ratio) => ratio !== "9:16")),
  };
}

export default function Library() {
  const { videos, total, from, newer, more, narrowed, ...filters } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  useLive(["variant", "review", "reading"]);
  return (
    <Page title="Library" subtitle="Every finished video, with its files, its versions and what it brought.">
      {videos.length > 0 || narrowed ? <LibraryFilters {...filters} /> : null}
      {videos.length > 0 ? (
        <>
          <LibraryWall videos={videos} />
          <nav className={pager.pager} aria-label="Pages">
            <span>
              {from === 1 && !more
                ? total === 1
                  ? "1 video"
                  : `${total} videos`
                : `${from} to ${from + videos.length - 1} of ${total}`}
            </span>
            {newer ? <Link to={newer}>Previous</Link> : null}
            {more ? <Link to={more}>Next</Link> : null}
            <KeyHints
              keys={[
                ["← → ↑ ↓", "From video to video"],
                ["Enter", "Open it"],
                ["p", "Play or stop its preview"],
              ]}
            />
          </nav>
        </>
      ) : narrowed ? (
        <EmptyState title="No video fits" action={<Button url={paths.library(slug)}>Show all</Button>}>
          Loosen a filter, or look at all of them.
        </EmptyState>
      ) : (
        <EmptyState
          title="No videos yet"
          action={
            <Button variant="primary" url={paths.newBrief(slug)}>
              New brief
            </Button>
          }
        >
          Launch a brief, and its videos gather here as they are finished.
        </EmptyState>
      )}
    </Page>
  );
}
