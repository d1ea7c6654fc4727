import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getVideo, listVersions } from "#db/queries/videos.ts";
import { orMissing } from "../missing.server.ts";
import { requireBrand } from "../session.server.ts";
import { compareVideos } from "../videos/compare-videos.server.ts";
import { VideoComparison } from "../videos/video-comparison.tsx";

export const meta: MetaFunction = () => [{ title: "Compare · Troupe" }];

/** `?with=` is the other video; the version before, or the newest, unless it says otherwise. Of two versions the older is left. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand } = await requireBrand({ request, params, context });
  const video = await getVideo(db, brand.id, params.videoId ?? "").catch(orMissing);
  const all = await listVersions(db, brand.id, video.variantId);
  const versions = all.map(({ id, version }) => ({ id, version }));
  const asked = new URL(request.url).searchParams.get("with") || undefined;
  const beside = versions.find(({ version }) => version === video.version - 1) ?? versions.find(isOther);
  function isOther({ id }: { id: string }) {
    return id !== video.id;
  }
  const otherId = asked ?? beside?.id;
  if (!otherId || otherId === video.id) return { videoId: video.id, versions, comparison: null };
  const other = await getVideo(db, brand.id, otherId).catch(orMissing);
  const isOlder = other.variantId === video.variantId ? other.version < video.version : true;
  const [before, after] = isOlder ? [other, video] : [video, other];
  return { videoId: video.id, versions, comparison: await compareVideos(db, brand.id, before.id, after.id) };
}

export default function ComparePage() {
  return <VideoComparison {...useLoaderData<typeof loader>()} />;
}
