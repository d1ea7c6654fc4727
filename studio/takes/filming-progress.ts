import type { Db } from "#db/database.ts";
import { getBrief } from "#db/queries/briefs.ts";
import { listTakesOfVersion, type TakeOfVersion } from "#db/queries/filming-progress.ts";
import { findLatestScript } from "#db/queries/scripts.ts";
import { findShotRequest } from "#db/queries/shot-requests.ts";
import { openStates } from "#db/queries/takes.ts";
import { getVariant } from "#db/queries/variants.ts";
import { script as scriptSchema } from "#providers/text/contract.ts";
import { paidModels } from "../briefs/footage.ts";
import { isFilmedKind } from "./plan-filming.ts";

/**
 * How a shot stands: "none" while nothing was ordered, "ordered", "filming", "lips" while a clip's lips are matched,
 * "shared" while it waits for a clip that another video ordered, "unknown" when a person has to say, "done", "failed" when
 * no take of it came, "stopped" when somebody stopped it. `since` is when that began; `model` is whose take it is about.
 */
type ShotProgress = {
  position: number;
  shot: string | null;
  line: string | null;
  state: "none" | "ordered" | "filming" | "lips" | "shared" | "unknown" | "done" | "failed" | "stopped";
  model: string | null;
  since: Date | null;
  /** What of it failed, the first first. */
  failures: { id: string; model: string | null; why: string | null; costMicros: number }[];
  /** Takes of unknown fate. */
  unknown: { id: string; model: string | null; estimateMicros: number }[];
};

/**
 * How far the filming of a variant's latest version is, shot by shot. Money in millionths of a US dollar: `spentMicros` of
 * takes that ended, `openMicros` what those on their way may cost. `films` is false when its brief names no video model.
 */
export async function readFilmingProgress(db: Db, brandId: string, variantId: string) {
  const variant = await getVariant(db, brandId, variantId);
  const [brief, row] = await Promise.all([
    getBrief(db, brandId, variant.briefId),
    findLatestScript(db, brandId, variantId),
  ]);
  const films = paidModels(brief.footage).length > 0;
  const written = scriptSchema.safeParse(row?.script).data;
  const version = row?.version ?? 1;
  const [takes, request] = await Promise.all([
    listTakesOfVersion(db, brandId, variantId, version),
    findShotRequest(db, brandId, variantId, version),
  ]);
  const scenes = written?.scenes ?? [];
  const filmed = request?.positions ?? scenes.flatMap(({ shot }, index) => (isFilmedKind(shot) ? [index] : []));
  const positions = films || takes.length > 0 ? [...filmed, ...takes.map(({ position }) => position)] : [];
  const shots = [...new Set(positions)]
    .sort((a, b) => a - b)
    .map((position): ShotProgress => {
      const scene = scenes[position];
      const own = takes.filter((take) => take.position === position);
      return { position, shot: scene?.shot ?? null, line: scene?.line ?? null, ...standingOf(own) };
    });
  // A clip that two shots of it show is one take.
  const paid = [...new Map(takes.filter(({ own }) => own).map((take) => [take.id, take])).values()];
  const open = paid.filter(({ state }) => isOpen(state) || state === "unknown");
  return {
    ...{ variant, brief: { id: brief.id, name: brief.name }, title: written?.title ?? null, version, films, shots },
    spentMicros: paid.reduce((sum, { costMicros }) => sum + costMicros, 0),
    openMicros: open.reduce((sum, { estimateMicros }) => sum + estimateMicros, 0),
    stoppable: takes.some(({ state, left }) => isOpen(state) && !left),
  };
}

const isOpen = (state: string) => openStates.some((each) => each === state);

/** What all takes of a shot come to: what is on its way before what came, and the latest before those before it. */
function standingOf(takes: readonly TakeOfVersion[]): Omit<ShotProgress, "position" | "shot" | "line"> {
  const failures = takes
    .filter(({ state, own }) => own && (state === "failed" || state === "cancelled"))
    .map(({ id, model, error, costMicros }) => ({ id, model, why: error, costMicros }));
  const unknown = takes.filter(({ state }) => state === "unknown");
  const mine = takes.filter(({ left }) => !left);
  const last = mine.at(-1);
  const latest = mine.filter(({ model, part }) => model === last?.model && part === last?.part);
  const told =
    unknown.at(-1) ??
    mine.findLast(({ state }) => isOpen(state)) ??
    latest.findLast(({ state }) => state === "done") ??
    last ??
    takes.at(-1);
  return {
    ...{ failures, model: told?.model ?? null, since: told ? sinceOf(told) : null },
    state: told ? stateOf(told) : "none",
    unknown: unknown.map(({ id, model, estimateMicros }) => ({ id, model, estimateMicros })),
  };
}

function stateOf({ state, own, left, lips }: TakeOfVersion): ShotProgress["state"] {
  if (state === "unknown") return "unknown";
  if (left || state === "cancelled") return "stopped";
  if (state === "done" || state === "failed") return state;
  if (!own) return "shared";
  if (state === "ordered") return "ordered";
  return lips ? "lips" : "filming";
}

function sinceOf({ state, orderedAt, sentAt, finishedAt }: TakeOfVersion): Date | null {
  return finishedAt ?? (state === "ordered" ? orderedAt : (sentAt ?? orderedAt));
}
