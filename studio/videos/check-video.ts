import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { insertFindings, removeFindings } from "#db/queries/findings.ts";
import { insertLedgerEntry } from "#db/queries/ledger.ts";
import { getPersona } from "#db/queries/personas.ts";
import { getProduct } from "#db/queries/products.ts";
import { getVariant, setVariantStage } from "#db/queries/variants.ts";
import { type Cut, keepCutMeasures, listVideoCuts } from "#db/queries/video-cuts.ts";
import { getVideo, keepMeasures, listFingerprints, type Video } from "#db/queries/videos.ts";
import type { Inspection } from "#media/inspect.ts";
import type { Inspector } from "#media/inspector.ts";
import {
  checkVideoFile,
  fingerprint,
  type Neighbour,
  networksOf,
  type QualityFinding,
  type Rules,
} from "#media/quality.ts";
import { storyboard } from "#media/storyboard.ts";
import { ProviderError } from "#providers/errors.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Transcriber } from "#providers/voice/transcriber.ts";
import { getCurrentKit } from "#studio/brands/current-kit.ts";
import { cutFor } from "#studio/cuts/choose-cut.ts";
import { tellEndpoints, tellIfFinished } from "../webhooks/tell.ts";
import { lexiconOf } from "./lexicon.ts";
import { readProvenance } from "./provenance.ts";

/** How many of the brand's latest videos a new one is held against. */
const neighboursAtMost = 60;

/**
 * Runs the quality gates over a finished version, each of its cuts by the rules of the networks that get it, and hands it
 * to review with what they found. Safe to repeat: the
 * findings of the same version are replaced.
 */
export async function checkVideo(
  stage: {
    db: Db;
    files: FileStore;
    transcriber?: Transcriber | undefined;
    inspector?: Pick<Inspector, "inspect"> | undefined;
  },
  brandId: string,
  videoId: string,
): Promise<number> {
  const { db, files } = stage;
  const video = await getVideo(db, brandId, videoId);
  await setVariantStage(db, brandId, video.variantId, {
    state: "checking",
    stage: "Checking picture and sound",
    progress: 0.96,
  });
  const file = await files.localPath(video.file);
  const [rules, heard] = await Promise.all([gatherRules(db, brandId, video), hear(stage, brandId, video, file)]);
  const said = { transcript: heard.text, unheard: heard.problem };
  const { findings, found } = await checkVideoFile(
    file,
    { ...rules, ...said, networks: rules.networksOfCut(video.cut) },
    stage.inspector,
  );
  const cuts = await listVideoCuts(db, brandId, videoId);
  const told = new Set(findings.map(sameFinding));
  const others: { cut: Cut; findings: typeof findings; found: typeof found }[] = [];
  for (const { cut, storyboard: own, file: key, provenance } of cuts) {
    const checked = await checkVideoFile(
      await files.localPath(key),
      {
        ...rules,
        ...said,
        ...originWanted(provenance),
        board: storyboard.parse(own),
        networks: rules.networksOfCut(cut),
      },
      stage.inspector,
    );
    // What both cuts have is said once.
    others.push({ cut, ...checked, findings: checked.findings.filter((finding) => !told.has(sameFinding(finding))) });
  }
  await db.transaction().execute(async (trx) => {
    await removeFindings(trx, brandId, videoId);
    await insertFindings(
      trx,
      brandId,
      [{ cut: null, findings }, ...others].flatMap(({ cut, findings: each }) =>
        each.map((finding) => ({ ...finding, cut, variantId: video.variantId, videoId })),
      ),
    );
    if (found) {
      const { fingerprint: known } = found;
      await keepMeasures(trx, brandId, videoId, { fingerprint: known, measured: measuredOf(found) });
    }
    for (const other of others) {
      if (other.found) await keepCutMeasures(trx, brandId, videoId, other.cut, measuredOf(other.found));
    }
    const ready = { state: "in-review", stage: null, progress: 1 } as const;
    if (!(await setVariantStage(trx, brandId, video.variantId, ready))) return;
    await tellEndpoints(trx, brandId, "variant.ready", video.variantId);
    await tellEndpoints(trx, brandId, "video.ready", videoId);
    await tellIfFinished(trx, brandId, video.variantId);
  });
  return [findings, ...others.map((other) => other.findings)].flat().length;
}

const sameFinding = ({ gate, message, atSeconds }: QualityFinding) => JSON.stringify([gate, message, atSeconds]);

function measuredOf({ integratedLufs, truePeakDbtp, videoCodec, audioCodec, fps }: Inspection) {
  return { integratedLufs, truePeakDbtp, videoCodec, audioCodec, fps };
}

function originWanted(provenance: unknown): Pick<Rules, "provenance"> {
  const said = readProvenance(provenance);
  return said ? { provenance: { digitalSourceType: said.digitalSourceType, signed: said.signature !== null } } : {};
}

/**
 * What a transcriber understood, where there is one. A check does not wait for one that is out of order: `problem` says why
 * nothing was heard, and the other gates still listen to the sound itself.
 */
async function hear(
  { db, transcriber }: { db: Db; transcriber?: Transcriber | undefined },
  brandId: string,
  { variantId, version }: Video,
  file: string,
): Promise<{ text: string | undefined; problem: string | null }> {
  if (!transcriber) return { text: undefined, problem: null };
  try {
    const { locale } = await getVariant(db, brandId, variantId);
    const { text, costMicros } = await transcriber.transcribe(file, locale);
    const note = `Version ${version}, its speech written down`;
    await insertLedgerEntry(db, brandId, {
      ...{ kind: "check", provider: transcriber.id, variantId, amountMicros: costMicros, note },
    });
    return { text, problem: null };
  } catch (error) {
    if (error instanceof ProviderError) return { text: undefined, problem: error.message };
    throw error;
  }
}

/** Everything a version is held against: its storyboard, its brief, the kit's words, and the brand's other videos. */
async function gatherRules(db: Db, brandId: string, video: Video) {
  const variant = await getVariant(db, brandId, video.variantId);
  const [persona, product, brief, { kit, voice }, others] = await Promise.all([
    getPersona(db, brandId, variant.personaId),
    getProduct(db, brandId, variant.productId),
    getBrief(db, brandId, variant.briefId),
    getCurrentKit(db, brandId),
    listFingerprints(db, brandId, video.variantId, neighboursAtMost),
  ]);
  const { goal, audience, offer, proofPoints, mustSay } = brief;
  return {
    board: storyboard.parse(video.storyboard),
    // A fifth either way: speech takes the time it takes, and the brief asks for a length, not for a frame count.
    minSeconds: variant.lengthSeconds * 0.8,
    maxSeconds: variant.lengthSeconds * 1.2,
    /** The brief's networks that get this cut. */
    networksOfCut: (cut: Cut) => networksOf(brief.channels.filter((channel) => cutFor(kit, channel) === cut)),
    locale: variant.locale,
    lexicon: lexiconOf({
      ...{ kit, voice, product, personas: [persona.name, ...brief.personas.map(({ name }) => name)] },
      brief: [goal, audience, offer, ...proofPoints, ...mustSay],
    }),
    neighbours: others.flatMap(({ persona: whose, title, fingerprint: known }): Neighbour[] => {
      const read = fingerprint.safeParse(known);
      return read.success ? [{ name: `${whose}’s “${title ?? "video"}”`, fingerprint: read.data }] : [];
    }),
    ...originWanted(video.provenance),
  };
}
