import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { hasPosts, listPostsBetween } from "#db/queries/calendar.ts";
import { listConnections } from "#db/queries/connections.ts";
import { movableStates } from "#db/queries/posts.ts";
import { listSlots } from "#db/queries/slots.ts";
import { listHeldLines } from "#db/queries/today.ts";
import { CalendarDesk } from "../calendar/calendar-desk.tsx";
import { listFreeSlots, readRange, sayZone, wallClock } from "../calendar/range.server.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import { HeldNotice } from "../posts/held-notice.tsx";
import { requireBrand } from "../session.server.ts";

/** A month with more is not read day by day; what is over is in the list of its days. */
const mostPosts = 500;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const now = new Date();
  const range = readRange(new URL(request.url).searchParams, brand.zone, now);
  const [posts, slots, connections, any, held] = await Promise.all([
    listPostsBetween(db, brand.id, { from: range.from, until: range.until, limit: mostPosts }),
    listSlots(db, brand.id),
    listConnections(db, brand.id),
    hasPosts(db, brand.id),
    listHeldLines(db, brand.id, 1),
  ]);
  const living = posts.filter(({ state }) => state !== "failed" && state !== "withdrawn");
  const ahead = { from: range.from > now ? range.from : now, until: range.until };
  const taken = living.map(({ scheduledAt }) => scheduledAt);
  return {
    range,
    zone: sayZone(now, brand.zone),
    any,
    held: held.length > 0,
    cut: posts.length === mostPosts,
    entries: posts.map((post) => ({
      ...post,
      wall: wallClock(post.scheduledAt, brand.zone),
      movable: (movableStates as readonly string[]).includes(post.state),
    })),
    free: listFreeSlots(slots, brand.zone, ahead, taken, connections.length).map((at) => wallClock(at, brand.zone)),
  };
}
export type CalendarPage = ReturnType<typeof useLoaderData<typeof loader>>;

export const meta: MetaFunction = () => [{ title: "Calendar · Troupe" }];

export default function Calendar() {
  const page = useLoaderData<typeof loader>();
  const { slug } = useBrand();
  useLive(["post"]);
  return (
    <Page title="Calendar" subtitle={`Times are on the clock of ${page.zone}.`}>
      {page.held ? <HeldNotice /> : null}
      {page.any ? null : (
        <EmptyState
          title="Nothing is planned yet"
          small
          action={
            <Button variant="primary" url={paths.review(slug)}>
              Go to review
            </Button>
          }
        >
          Approve a video and it takes the next free slot. Posts then stand here, and you can drag them to another time.
        </EmptyState>
      )}
      <CalendarDesk {...page} />
    </Page>
  );
}
