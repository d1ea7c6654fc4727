import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listBriefs } from "#db/queries/briefs.ts";
import { listPersonas } from "#db/queries/personas.ts";
import { listVideos } from "#db/queries/videos.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { VideoWall } from "../components/video-tile.tsx";
import { LibraryFilters } from "../library/library-filters.tsx";
import { LibraryTile } from "../library/library-tile.tsx";
import { readFilter } from "../library/read-filter.ts";
import { orMissing } from "../missing.server.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

const perPage = 30;

export const meta: MetaFunction = () => [{ title: "Library · Troupe" }];

/** The filters are in the address, so that what one sees can be shared. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const { searchParams } = new URL(request.url);
  const filter = readFilter(searchParams);
  const after = searchParams.get("after") || undefined;
  const [rows, personas, briefs] = await Promise.all([
    listVideos(db, brand.id, { ...filter, after, limit: perPage + 1 }).catch(orMissing),
    listPersonas(db, brand.id, { limit: 100 }),
    listBriefs(db, brand.id, { limit: 100 }),
  ]);
  const last = rows.length > perPage ? rows[perPage - 1]?.id : undefined;
  if (last) searchParams.set("after", last);
  return {
    videos: rows.slice(0, perPage),
    more: last ? searchParams.toString() : undefined,
    filter,
    narrowed: Object.values(filter).some(Boolean) || Boolean(after),
    personas: personas.map(({ id, name }) => ({ id, name })),
    briefs: briefs.map(({ id, name }) => ({ id, name })),
  };
}

export default function Library() {
  const { videos, more, filter, narrowed, personas, briefs } = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  useLive(["variant", "review"]);
  return (
    <Page title="Library" subtitle="Every finished video, the newest first.">
      {videos.length > 0 || narrowed ? <LibraryFilters filter={filter} personas={personas} briefs={briefs} /> : null}
      {videos.length > 0 ? (
        <VideoWall>
          {videos.map((video) => (
            <LibraryTile key={video.id} video={video} />
          ))}
        </VideoWall>
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
      {more ? (
        <div>
          <Button url={`${paths.library(slug)}?${more}`}>Show older</Button>
        </div>
      ) : null}
    </Page>
  );
}
