import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listFindings } from "#db/queries/findings.ts";
import { countQueue, findNeighbours, getReviewItem } from "#db/queries/review-queue.ts";
import { findStandingDecision } from "#db/queries/reviews.ts";
import { listShots } from "#db/queries/videos.ts";
import { listCuts } from "#studio/cuts/list-cuts.ts";
import { whyNotOwnWork } from "#studio/members/own-work.ts";
import { listOutlets } from "#studio/reviews/next-slot.ts";
import { priceFinal } from "#studio/takes/request-final.ts";
import { useLive } from "../components/use-live.ts";
import { orMissing } from "../missing.server.ts";
import { ReviewItem } from "../review/review-item.tsx";
import { requireBrand } from "../session.server.ts";
import { readScript } from "../videos/timed-scenes.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, brand, member } = await requireBrand({ request, params, context });
  const item = await getReviewItem(db, brand.id, params.videoId ?? "").catch(orMissing);
  const [cuts, findings, decision, around, waiting, outlets, shots, own] = await Promise.all([
    listCuts(db, brand.id, item),
    listFindings(db, brand.id, item.id),
    findStandingDecision(db, brand.id, item.id),
    findNeighbours(db, brand.id, item.variantId),
    countQueue(db, brand.id),
    listOutlets(db, brand.id, brand.zone),
    listShots(db, brand.id, item.id),
    whyNotOwnWork(db, brand.id, member.userId, item.variantId),
  ]);
  const filmingMicros = (await priceFinal(db, brand.id, item)) ?? null;
  const desk = { cuts, findings, decision, ...around, waiting, outlets, own: own?.message ?? null, filmingMicros };
  const { provenance: _, ...shown } = item;
  return { item: { ...shown, script: readScript(item.script, shots) }, ...desk };
}

export default function ReviewOne() {
  const page = useLoaderData<typeof loader>();
  useLive(["review"]);
  return <ReviewItem {...page} />;
}
