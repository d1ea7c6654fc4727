import type { Db } from "#db/database.ts";
import { getPersona } from "#db/queries/personas.ts";
import { findScript } from "#db/queries/scripts.ts";
import { findShotAt, getTake, listFootage, type Take } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { getVideo } from "#db/queries/videos.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { sourceOf } from "./keys.ts";

/** Where one moment of a video comes from. Costs in millionths of a US dollar. */
export type Lineage = {
  second: number;
  shot: { position: number; type: string; startsAt: number; seconds: number | null; hash: string; note: string | null };
  /** What is said, and written over it; null on the end card. */
  line: string | null;
  onScreen: string | null;
  persona: { id: string; name: string };
  /** Who made what is seen: the built-in renderer, or a model's take. */
  made: { provider: string; model: string | null; dossier: string | null; dossierVersion: string | null };
  prompt: string | null;
  /** The take that is seen at that moment; null when it was drawn here. */
  take: {
    id: string;
    predictionId: string | null;
    seed: number | null;
    file: string | null;
    sha256: string | null;
  } | null;
  /** The take whose lips were matched to the voice in it: that is where the picture is from. */
  source: { id: string; model: string | null; dossier: string | null; costMicros: number } | null;
  costMicros: number;
  licence: string;
};

/** What this machine drew, and what a vendor whose terms are not in its data made. */
const ownLicence = "Drawn by this studio from the brand's own kit";
const licenceOf = ({ licence, model, provider }: Take) =>
  licence ?? `As the vendor's terms for ${model ?? provider} say; it names no licence`;

/** Where a second of a video comes from; undefined past its end. */
export async function lineageAt(
  db: Db,
  brandId: string,
  videoId: string,
  second: number,
): Promise<Lineage | undefined> {
  const video = await getVideo(db, brandId, videoId);
  if (second < 0 || second >= video.seconds) return undefined;
  const [shot, variant, script] = await Promise.all([
    findShotAt(db, brandId, videoId, second),
    getVariant(db, brandId, video.variantId),
    findScript(db, brandId, video.variantId, video.version),
  ]);
  if (!shot) return undefined;
  const persona = await getPersona(db, brandId, variant.personaId);
  const scene = script && scriptSchema.parse(script.script).scenes[shot.position];
  const take = takeAt(await listFootage(db, brandId, videoId, shot.position), second - shot.startsAt);
  const model = take?.model ?? null;
  const sourceId = sourceOf(take?.input ?? null);
  const source = sourceId === undefined ? undefined : await getTake(db, brandId, sourceId);
  return {
    second,
    shot: {
      ...{ position: shot.position, type: shot.shotType, startsAt: shot.startsAt },
      ...{ seconds: shot.seconds, hash: shot.shotHash, note: shot.error },
    },
    line: scene?.line ?? null,
    onScreen: scene?.onScreen ?? null,
    persona: { id: persona.id, name: persona.name },
    made: {
      provider: take?.provider ?? "animatic",
      model,
      dossier: take?.dossier ?? null,
      dossierVersion: take?.dossierVersion ?? null,
    },
    prompt: source?.prompt ?? take?.prompt ?? null,
    take: take
      ? {
          ...{ id: take.id, predictionId: take.predictionId, seed: take.seed, file: take.file },
          sha256: take.sha256,
        }
      : null,
    source: source
      ? { id: source.id, model: source.model, dossier: source.dossier, costMicros: source.costMicros }
      : null,
    costMicros: take ? take.costMicros + (source?.costMicros ?? 0) : shot.costMicros,
    licence: take ? [source, take].flatMap((each) => (each ? licenceOf(each) : [])).join(". ") : ownLicence,
  };
}

/** The clip of a shot that is on at a moment of it; the last one stands to the end. */
function takeAt(footage: (Take & { shownSeconds: number })[], at: number): Take | undefined {
  let from = 0;
  for (const take of footage) {
    from += take.shownSeconds;
    if (at < from) return take;
  }
  return footage.at(-1);
}
