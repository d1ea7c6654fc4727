import { kitSchema } from "#brand-kits/schema.ts";
import type { Db } from "#db/database.ts";
import { listFindings } from "#db/queries/findings.ts";
import { listDecisions } from "#db/queries/reviews.ts";
import { listVideoCuts } from "#db/queries/video-cuts.ts";
import { getVideoOrigin, listCostsOfVariant, listPostsOfVideo, listTakesOfVideo } from "#db/queries/video-dossier.ts";
import { listShots } from "#db/queries/videos.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { labelTable } from "../disclosure/label-table.ts";
import { decideLabels, discloseFrom, factsOf } from "../disclosure/labels.ts";
import { traceAuthors } from "./line-authors.ts";
import { readProvenance } from "./provenance.ts";

export type Dossier = Awaited<ReturnType<typeof gatherDossier>>;

/**
 * Everything that is known of how one video came to be, for whoever has to show it: its bytes' fingerprint, what it was
 * made from and with, what was found, who decided, how it was labelled and why, where it went, what it cost. Amounts are
 * in millionths of a US dollar.
 */
export async function gatherDossier(db: Db, brandId: string, videoId: string) {
  const origin = await getVideoOrigin(db, brandId, videoId);
  const { variantId } = origin;
  const [takes, costs, posts, decisions, findings, others, shots] = await Promise.all([
    listTakesOfVideo(db, brandId, videoId),
    listCostsOfVariant(db, brandId, variantId),
    listPostsOfVideo(db, brandId, videoId),
    listDecisions(db, brandId, variantId),
    listFindings(db, brandId, videoId),
    listVideoCuts(db, brandId, videoId),
    listShots(db, brandId, videoId),
  ]);
  const own = shots.map(({ shotHash }) => shotHash);
  const script = scriptSchema.parse(origin.script);
  const lines = script.scenes.map(({ line }) => line);
  const authors = await traceAuthors(db, brandId, { variantId, version: origin.scriptVersion, lines });
  const provenance = readProvenance(origin.provenance) ?? null;
  return {
    format: "troupe-video-dossier/1",
    video: {
      ...{ id: origin.id, version: origin.version, sha256: origin.sha256, bytes: origin.bytes, tier: origin.tier },
      ...{ seconds: origin.seconds, width: origin.width, height: origin.height, madeAt: origin.createdAt },
      ...{ replacedAt: origin.supersededAt, measured: origin.measured, cut: origin.cut },
    },
    /** Every cut, the video's own file first. A shot is shared when it is the very shot of the video's own file. */
    cuts: [
      {
        ...{ cut: origin.cut, sha256: origin.sha256, bytes: origin.bytes, seconds: origin.seconds },
        ...{ measured: origin.measured, shots: own.map((hash) => ({ hash, shared: true })) },
      },
      ...others.map((other) => ({
        ...{ cut: other.cut, sha256: other.sha256, bytes: other.bytes, seconds: other.seconds },
        ...{ measured: other.measured, shots: other.shots.map(({ hash }) => ({ hash, shared: own.includes(hash) })) },
      })),
    ],
    madeFor: {
      ...{ brand: origin.brand, brief: origin.brief, product: origin.product, hook: origin.hook, angle: origin.angle },
      ...{ locale: origin.locale, ratio: origin.ratio, callToAction: origin.cta },
    },
    persona: { name: origin.persona, kind: origin.personaKind, voice: origin.voice },
    kit: { version: origin.kitVersion, sha256: origin.kitSha256 },
    script: {
      ...{ version: origin.scriptVersion, writer: origin.writer, model: origin.model, prompt: origin.prompt },
      ...{ seed: origin.seed, note: origin.note, writtenAt: origin.writtenAt, title: script.title },
      scenes: script.scenes.map(({ beat, shot, line, onScreen, facts }, index) => ({
        ...{ beat, shot, line, onScreen, facts },
        ...{ writtenBy: authors[index] ?? null, spokenBy: provenance?.speakers[index] ?? null },
      })),
    },
    takes: takes.map(({ position, part, startsAt, ...take }) => ({ shot: position + 1, part, startsAt, ...take })),
    disclosure: discloseDecision(origin),
    provenance,
    findings: findings.map(({ gate, severity, message, cut, atSeconds, untilSeconds }) => ({
      ...{ gate, severity, message, cut, atSeconds, untilSeconds },
    })),
    decisions: decisions
      .filter((each) => each.videoId === videoId)
      .map(({ decision, note, sha256, cuts, decider, decidedAt, withdrawnAt }) => ({
        ...{ decision, note, sha256, cuts, by: decider, at: decidedAt, takenBackAt: withdrawnAt },
      })),
    posts: posts.map(({ id, ...post }) => ({
      ...post,
      cut: others.find(({ sha256 }) => sha256 === post.sha256)?.cut ?? origin.cut,
    })),
    costs: { entries: costs, totalMicros: costs.reduce((sum, { amountMicros }) => sum + amountMicros, 0) },
  };
}

/** Which labels the video needs, by which rules; without the kit it was made with only what is in the picture is known. */
function discloseDecision({ label, kit, personaKind }: Awaited<ReturnType<typeof getVideoOrigin>>) {
  const disclosure = kitSchema.shape.disclosure.safeParse((kit as { disclosure?: unknown } | null)?.disclosure).data;
  if (!disclosure) return { inThePicture: label, rules: [] };
  const facts = factsOf(personaKind);
  const { burnt, spoken, rows } = decideLabels(facts, discloseFrom({ disclosure }));
  const rules = labelTable
    .filter(({ id }) => rows.includes(id))
    .map(({ id, law, url, since, written, noted }) => ({ id, law, url, since, written, noted }));
  return { facts, inThePicture: label, asked: { picture: burnt, speech: spoken }, rules };
}
