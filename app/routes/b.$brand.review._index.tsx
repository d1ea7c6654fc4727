import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Button } from "@shopify/polaris";
import { listReviewQueue } from "#db/queries/review-queue.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { useBrand } from "../components/use-brand.ts";
import { useLive } from "../components/use-live.ts";
import { paths } from "../paths.ts";
import { requireBrand } from "../session.server.ts";

/** The queue starts at its first video. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const [first] = await listReviewQueue(db, brand.id, { limit: 1 });
  return first ? redirect(paths.review(brand.slug, first.id)) : null;
}

export default function NothingWaits() {
  const { slug } = useBrand();
  useLive(["variant", "review"]);
  return (
    <Page title="Review">
      <EmptyState
        title="Nothing waits for you"
        action={
          <Button variant="primary" url={paths.calendar(slug)}>
            See the calendar
          </Button>
        }
      >
        Every finished video has been decided on. New ones appear here by themselves.
      </EmptyState>
    </Page>
  );
}
