import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useFetcher, useLoaderData } from "@remix-run/react";
import { Button } from "@shopify/polaris";
import { listHeldLines } from "#db/queries/today.ts";
import { releasePosts } from "#studio/posts/hold.ts";
import { postScheduled } from "#workflows/events.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { FormBanner } from "../components/form-banner.tsx";
import { May } from "../components/may.tsx";
import { Notice } from "../components/notice.tsx";
import { Page } from "../components/page.tsx";
import { Panel } from "../components/panel.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import styles from "../posts/held.module.css";
import { sayReleases } from "../posts/held-words.ts";
import { replyTo } from "../reply.server.ts";
import { requireBrand } from "../session.server.ts";
import { PostRow } from "../today/post-row.tsx";

export const meta: MetaFunction = () => [{ title: "Held posts · Troupe" }];

const why =
  "The studio was restored from a backup. These may have gone out since, so nothing sends them until you say so.";

/** Each is looked for on its network before it goes: so many are let go at once, and then the next. */
const atOnce = 50;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const posts = await listHeldLines(db, brand.id, atOnce + 1);
  return { posts: posts.slice(0, atOnce), more: posts.length > atOnce };
}

/** POST lets the posts that the form names go out at their times, or all that the page shows. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, brand, doer } = await requireBrand({ request, params, context }, "post.publish");
  const ids = (await request.formData()).getAll("post").map(String).slice(0, atOnce);
  try {
    const releases = await releasePosts({ ...context, db }, { brandId: brand.id, by: doer.by }, ids, (trx, scheduled) =>
      context.dispatch(trx, postScheduled.create(scheduled)),
    );
    return { said: sayReleases(releases) };
  } catch (error) {
    return replyTo(error);
  }
}

export default function HeldPosts() {
  const { posts, more } = useLoaderData<typeof loader>();
  // Not the page's own form: what was said would go with the next news of a post.
  const fetcher = useFetcher<typeof action>();
  const reply = fetcher.data;
  const { slug } = useBrand();
  useLive(["post"]);
  const busy = fetcher.state !== "idle";
  const said = reply && "said" in reply ? reply.said : [];
  return (
    <Page
      title="Held posts"
      subtitle={posts.length > 0 ? why : undefined}
      width="narrow"
      back={{ to: paths.calendar(slug), label: "Calendar" }}
    >
      <FormBanner reply={reply} />
      {said.length > 0 ? (
        <Notice>
          <ul className={styles.said}>
            {said.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {posts.length === 0 ? (
        <Panel>
          <EmptyState title="No posts are held back">
            <Link to={paths.calendar(slug)}>Go to the calendar</Link>
          </EmptyState>
        </Panel>
      ) : (
        <fetcher.Form method="post">
          <Panel title={posts.length === 1 ? "One post" : `${posts.length}${more ? " of more" : ""} posts`}>
            <ul className={styles.rows}>
              {posts.map((post) => (
                <PostRow key={post.id} post={post} plain />
              ))}
            </ul>
            <May verb="post.publish">
              <div className={styles.release}>
                {posts.map(({ id }) => (
                  <input key={id} type="hidden" name="post" value={id} />
                ))}
                <Button submit variant="primary" loading={busy}>
                  {posts.length === 1 ? "Release it" : "Release these"}
                </Button>
                <span className={styles.soft}>
                  Each is looked for on its network first. What is out already is marked so; the others go out at their
                  times.
                </span>
              </div>
            </May>
          </Panel>
        </fetcher.Form>
      )}
    </Page>
  );
}
