import type { Db } from "#db/database.ts";
import { isId } from "#db/ids.ts";
import type { BrandLine } from "#db/queries/accounts.ts";
import { findRunSubjects } from "#db/queries/run-subjects.ts";
import type { RunRow } from "#workflows/engine/index.ts";
import { paths } from "../paths.ts";

/** What a run works on, and where to look at it. */
export type About = { words: string; to: string };

type Named = { briefId?: string; variantId?: string; postId?: string; brandId?: string };

/** What each run works on, told from the event that started it, as far as it is there and of these brands. */
export async function aboutRuns(
  db: Db,
  brands: BrandLine[],
  runs: Pick<RunRow, "id" | "event" | "tag">[],
): Promise<Map<string, About>> {
  const named = runs.filter(({ tag }) => tag !== "").map((run) => ({ id: run.id, ids: idsOf(run) }));
  const all = (name: keyof Named) => [...new Set(named.flatMap(({ ids }) => ids[name] ?? []))];
  const found = await findRunSubjects(
    db,
    brands.map(({ id }) => id),
    { briefs: all("briefId"), variants: all("variantId"), posts: all("postId") },
  );
  const slugOf = (brandId: string) => brands.find(({ id }) => id === brandId)?.slug ?? "";
  const about = new Map<string, About>();
  for (const { id, ids } of named) {
    const post = found.posts.get(ids.postId ?? "");
    const variant = found.variants.get(ids.variantId ?? "");
    const brief = found.briefs.get(ids.briefId ?? "");
    const brand = brands.find((one) => one.id === ids.brandId);
    if (post) {
      const to = paths.post(slugOf(post.brandId), ids.postId ?? "");
      about.set(id, { words: `${post.persona} on ${post.connection}`, to });
    } else if (variant) {
      const slug = slugOf(variant.brandId);
      const to = variant.videoId ? paths.video(slug, variant.videoId) : paths.brief(slug, variant.briefId);
      about.set(id, { words: `${variant.persona} in ${variant.brief}`, to });
    } else if (brief) about.set(id, { words: brief.name, to: paths.brief(slugOf(brief.brandId), ids.briefId ?? "") });
    else if (brand) about.set(id, { words: brand.name, to: paths.results(brand.slug) });
  }
  return about;
}

/** The ids in an event; in that of a failure, those of the event that led to it. */
function idsOf({ event }: Pick<RunRow, "event">): Named {
  const data = event?.data ?? {};
  const original = (data.event ?? {}) as { data?: object };
  const given = { ...original.data, ...data } as Record<string, unknown>;
  const id = (name: keyof Named) => {
    const value = given[name];
    return typeof value === "string" && isId(value) ? { [name]: value } : {};
  };
  return { ...id("briefId"), ...id("variantId"), ...id("postId"), ...id("brandId") };
}
