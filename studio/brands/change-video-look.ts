import { changeKitText, type KitChange } from "#brand-kits/change-text.ts";
import { hashKitFiles, kitNames } from "#brand-kits/load.ts";
import { type Kit, kitSchema } from "#brand-kits/schema.ts";
import { Refused } from "#config/errors.ts";
import type { Db } from "#db/database.ts";
import { lockBrandSlug } from "#db/queries/brands.ts";
import { insertKit } from "#db/queries/kits.ts";
import { inTransaction } from "#db/transaction.ts";
import type { FileStore } from "#providers/storage/contract.ts";
import type { Actor } from "#studio/audit/actor.ts";
import { recordAct } from "#studio/audit/record.ts";
import { getCurrentKit } from "./current-kit.ts";

/** How videos are set, as a form gives it; what is left out stays as the kit has it. */
type VideoLook = {
  captions?: string | undefined;
  endCard?: string | undefined;
  bed?: string | undefined;
  /** "branded" or "clean" by network. */
  cuts?: Record<string, string> | undefined;
};

/**
 * Makes the brand's next kit version, with other captions, end card, music or cuts and the rest as it was: its files are
 * copied, and its own text says the same as the row. Products and slots are not touched. Refused: `look-unknown`.
 */
export async function changeVideoLook(
  db: Db,
  files: FileStore,
  brand: { id: string; workspaceId: string; slug: string; name: string },
  by: Actor,
  wanted: VideoLook,
): Promise<{ version: number; changed: boolean }> {
  return inTransaction(db, async (trx) => {
    await lockBrandSlug(trx, brand.workspaceId, brand.slug);
    const current = await getCurrentKit(trx, brand.id);
    const changes = changesTo(current.kit, wanted);
    if (changes.length === 0) return { version: current.version, changed: false };
    const kit = kitSchema.safeParse(changes.reduce(withChange, current.kit));
    if (!kit.success) {
      const { path, message } = kit.error.issues[0]!;
      throw new Refused("look-unknown", message, String(path[1] ?? path[0]));
    }
    const version = current.version + 1;
    const folder = `brands/${brand.id}/kits/${version}`;
    const kept: { name: string; bytes: Uint8Array }[] = [];
    for await (const { key } of files.list(`${current.folder}/`)) {
      const name = key.slice(current.folder.length + 1);
      const bytes = await files.bytes(key);
      kept.push({ name, bytes: kitNames.includes(name) ? changed(name, bytes, changes) : bytes });
    }
    kept.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name, bytes } of kept) await files.save(`${folder}/${name}`, { bytes });
    const sha256 = hashKitFiles(kept);
    await insertKit(trx, brand.id, { version, kit: kit.data, voice: current.voice, folder, sha256 });
    await recordAct(trx, by, {
      act: "kit.changed",
      subject: { kind: "brand", id: brand.id, name: brand.name, brandId: brand.id },
      before: { version: current.version, ...saying(current.kit) },
      after: { version, ...saying(kit.data) },
    });
    return { version, changed: true };
  });
}

function changesTo(kit: Kit, { captions, endCard, bed, cuts }: VideoLook): KitChange[] {
  const all: KitChange[] = [
    { path: ["video", "captions"], value: captions },
    { path: ["video", "endCard"], value: endCard },
    { path: ["music", "bed"], value: bed },
    { path: ["video", "cuts"], value: cuts },
  ];
  return all.filter(({ path, value }) => value !== undefined && !isSame(valueIn(kit, path), value));
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (value: unknown) =>
  typeof value === "object" && value !== null ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;

/** What the kit has there; no cuts of its own are an empty list of them. */
function valueIn(kit: Kit, [part, key]: string[]): unknown {
  const within = kit[part as "video" | "music"] as Record<string, unknown> | undefined;
  return within?.[key ?? ""] ?? (key === "cuts" ? {} : undefined);
}

function withChange(kit: object, { path: [part = "", key = ""], value }: KitChange): object {
  return { ...kit, [part]: { ...(kit as Record<string, object>)[part], [key]: value } };
}

function changed(name: string, bytes: Uint8Array, changes: KitChange[]): Uint8Array {
  return new TextEncoder().encode(changeKitText(name, new TextDecoder().decode(bytes), changes));
}

const saying = ({ video, music }: Kit) => ({ video: video ?? null, music: music ?? null });
