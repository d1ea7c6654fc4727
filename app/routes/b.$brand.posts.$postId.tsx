import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getPostPage } from "#db/queries/calendar.ts";
import { listAttempts, movableStates } from "#db/queries/posts.ts";
import { findPostFigures, listPostReadings } from "#db/queries/results.ts";
import { listSlots } from "#db/queries/slots.ts";
import { listFreeSlots, wallClock } from "../calendar/range.server.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { PostView } from "../posts/post-view.tsx";
import { requireBrand } from "../session.server.ts";

const yearMs = 366 * 86_400_000;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand, may } = await requireBrand({ request, params, context });
  const post = await getPostPage(db, brand.id, params.postId ?? "").catch(orMissing);
  const seesResults = may.includes("results.read");
  const [attempts, readings, figures, slots] = await Promise.all([
    listAttempts(db, brand.id, post.id),
    seesResults ? listPostReadings(db, brand.id, post.id) : [],
    seesResults ? findPostFigures(db, brand.id, post.id) : undefined,
    listSlots(db, brand.id),
  ]);
  const now = new Date();
  const year = { from: now, until: new Date(now.getTime() + yearMs) };
  return {
    post: {
      ...post,
      wall: wallClock(post.scheduledAt, brand.zone),
      disclosure: post.disclosure as { ai?: string | null; paid?: string | null },
      movable: (movableStates as readonly string[]).includes(post.state),
      hasSlots: listFreeSlots(slots, brand.zone, year, [], 1, 1).length > 0,
      link: post.code ? `${context.publicUrl}/l/${post.code}` : null,
    },
    attempts: attempts.map(({ id, step, outcome, answer, startedAt, finishedAt }) => ({
      id,
      step,
      outcome,
      answer: answer === null ? null : JSON.stringify(answer, null, 2),
      startedAt,
      finishedAt,
    })),
    readings,
    figures: figures ?? null,
  };
}
export type PostPageData = ReturnType<typeof useLoaderData<typeof loader>>;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? `${data.post.title} on ${data.post.account} · Troupe` : "Post · Troupe" },
];

export default function Post() {
  const page = useLoaderData<typeof loader>();
  useLive(["post", "reading"]);
  return <PostView {...page} />;
}
