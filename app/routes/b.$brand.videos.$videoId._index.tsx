import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listFindings } from "#db/queries/findings.ts";
import { getReviewItem } from "#db/queries/review-queue.ts";
import { listDecisions } from "#db/queries/reviews.ts";
import { listTakesOfVideo } from "#db/queries/takes.ts";
import { listPostsOfVariant, listShots, listVersions } from "#db/queries/videos.ts";
import { listCuts } from "#studio/cuts/list-cuts.ts";
import { listOutlets } from "#studio/reviews/next-slot.ts";
import { traceVideo } from "#studio/videos/lineage.ts";
import { readProvenance } from "#studio/videos/provenance.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { requireBrand } from "../session.server.ts";
import { compareScripts } from "../videos/compare-scripts.server.ts";
import { readScript } from "../videos/timed-scenes.ts";
import { VideoDetails } from "../videos/video-details.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.video.script.title ?? "Video"} · Troupe` },
];

/** `?against=` is the version whose script is laid beside this one's; the version before, unless it says otherwise. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const item = await getReviewItem(db, brand.id, params.videoId ?? "").catch(orMissing);
  const [versions, findings, shots, decisions, posts, outlets, lineage, takes, cuts] = await Promise.all([
    listVersions(db, brand.id, item.variantId),
    listFindings(db, brand.id, item.id),
    listShots(db, brand.id, item.id),
    listDecisions(db, brand.id, item.variantId),
    listPostsOfVariant(db, brand.id, item.variantId),
    listOutlets(db, brand.id, brand.zone),
    traceVideo(db, brand.id, item.id),
    listTakesOfVideo(db, brand.id, item.id),
    listCuts(db, brand.id, item),
  ]);
  const wanted = Number(new URL(request.url).searchParams.get("against")) || item.version - 1;
  const other = versions.find(({ version }) => version === wanted && version !== item.version);
  return {
    video: { ...item, script: readScript(item.script, shots), provenance: readProvenance(item.provenance) ?? null },
    versions: versions.map(({ script: _, ...version }) => version),
    comparison: other && { version: other.version, ...compareScripts(other.script, item.script) },
    ...{ findings, shots, decisions, posts, outlets, lineage, takes, cuts },
  };
}

export default function VideoPage() {
  const page = useLoaderData<typeof loader>();
  useLive(["variant", "review", "post"]);
  return <VideoDetails {...page} />;
}
