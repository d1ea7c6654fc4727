import { z } from "zod";
import type { Kit } from "#brand-kits/schema.ts";
import { bedIds } from "#media/music/beds.ts";
import type { Music } from "#media/music/music.ts";
import { bibleSchema } from "#studio/personas/bible.ts";

/** What plays when neither kit nor persona says: the bed that suits the most. */
const usualBed = "warm";

/**
 * What plays under a video: what its brief asks for, else the persona's own music (`bible` as it is stored), else the
 * kit's. The seed is the brand's, so that a bed is this brand's tune in all of its videos and no other brand's. Null for
 * silence.
 */
export function chooseMusic(
  kit: Pick<Kit, "slug" | "music">,
  bible: object,
  brief: { music: string | null } = { music: null },
): Music | null {
  const own = bibleSchema.pick({ music: true }).parse(bible);
  const asked = z.enum([...bedIds, "none"]).safeParse(brief.music).data;
  const bed = asked ?? own.music ?? kit.music?.bed ?? usualBed;
  return bed === "none" ? null : { bed, seed: kit.slug, level: kit.music?.level ?? 0 };
}
