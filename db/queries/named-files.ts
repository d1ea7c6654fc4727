import { sql } from "kysely";
import type { Db } from "../database.ts";
import { isId } from "../ids.ts";

/** Every key and kit folder of the file store that a row of the brand names. Empty for a brand that is gone. */
export async function listNamedFiles(db: Db, brandId: string): Promise<Set<string>> {
  if (!isId(brandId)) return new Set();
  const { rows } = await sql<{ key: string }>`
    select file as key from videos where brand_id = ${brandId}
    union all select poster from videos where brand_id = ${brandId}
    union all select captions from videos where brand_id = ${brandId}
    union all select file from video_cuts where brand_id = ${brandId}
    union all select poster from video_cuts where brand_id = ${brandId}
    union all select captions from video_cuts where brand_id = ${brandId}
    union all select portrait_file from personas where brand_id = ${brandId} and portrait_file is not null
    union all select file from persona_pictures where brand_id = ${brandId} and file is not null
    union all select picture from products where brand_id = ${brandId} and picture is not null
    union all select file from cutaways where brand_id = ${brandId}
    union all select poster from cutaways where brand_id = ${brandId}
    union all select file from playground_clips where brand_id = ${brandId} and file is not null
    union all select poster from playground_clips where brand_id = ${brandId} and poster is not null
    union all select folder from brand_kits where brand_id = ${brandId}`.execute(db);
  return new Set(rows.map(({ key }) => key));
}
