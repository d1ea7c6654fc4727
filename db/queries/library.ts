import { type SqlBool, sql } from "kysely";
import type { Db } from "../database.ts";
import { asId, isId } from "../ids.ts";
import type { VariantState } from "../tables/briefs.ts";
import { makingStates } from "./variants.ts";

/** "published": a post of the video is out. "making": a newer version is on its way. */
export type LibraryState = Extract<VariantState, "in-review" | "approved" | "rejected"> | "published" | "making";
/** Against the click rate of all of the brand's posts; "unknown" until a network that counts clicks has shown it. */
export type LibraryScore = "above" | "below" | "unknown";
export type LibraryOrder = "newest" | "oldest" | "score" | "views";
export type LibraryFilter = {
  state?: LibraryState | undefined;
  personaId?: string | undefined;
  hook?: string | undefined;
  briefId?: string | undefined;
  ratio?: string | undefined;
  /** A channel that a post of the video is on, or planned on. */
  channel?: string | undefined;
  score?: LibraryScore | undefined;
  /** Words that all occur in the title, the persona's, brief's or product's name, or in what is said. */
  words?: string | undefined;
};

export type LibraryVideo = {
  id: string;
  variantId: string;
  version: number;
  seconds: number;
  width: number;
  height: number;
  createdAt: Date;
  title: string | null;
  persona: string;
  brief: string;
  hook: string;
  state: VariantState;
  published: boolean;
  views: number | null;
  /** Clicks out of views, 0 to 1, over its posts whose network offers both; null when nobody knows. */
  clickRate: number | null;
};

/**
 * One page of the brand's current videos, and how many there are in all. A click rate is hits out of trials over the
 * video's posts, as on the results page; ordering by it goes by the lower end of its 95 % interval (Wilson), so that one
 * click of two views does not lead. What has no figure comes last.
 */
export async function listLibrary(
  db: Db,
  brandId: string,
  filter: LibraryFilter,
  page: { order: LibraryOrder; from: number; limit: number },
): Promise<{ total: number; videos: LibraryVideo[] }> {
  const { rows } = await sql<LibraryVideo & { total: number }>`
    with scores as (
      select o.video_id, sum(m.views) as views,
        sum(least(m.clicks, m.views)) filter (where m.views is not null and m.clicks is not null) as hits,
        sum(m.views) filter (where m.clicks is not null) as trials
      from posts o join post_metrics m on m.post_id = o.id
      where o.brand_id = ${brandId} and o.state = 'published'
      group by o.video_id
    ), average as (
      select sum(hits)::float8 / nullif(sum(trials), 0) as rate from scores where trials > 0
    ), found as (
      select v.id, s.views::float8 as views,
        case when s.trials > 0 then s.hits::float8 / s.trials end as click_rate,
        count(*) over () as total,
        row_number() over (order by ${orders[page.order]}) as place
      from videos v
        join variants r on r.id = v.variant_id
        left join scores s on s.video_id = v.id
      where v.brand_id = ${brandId} and v.superseded_at is null and ${wanted(brandId, filter)}
      order by place
      limit ${page.limit} offset ${page.from}
    )
    select f.id, v.variant_id, v.version, v.seconds, v.width, v.height, v.created_at, k.script ->> 'title' as title,
      p.name as persona, b.name as brief, r.hook, r.state, f.views, f.click_rate, f.total::int as total,
      exists (select from posts o where o.video_id = f.id and o.state = 'published') as published
    from found f
      join videos v on v.id = f.id
      join variants r on r.id = v.variant_id
      join scripts k on k.id = v.script_id
      join personas p on p.id = r.persona_id
      join briefs b on b.id = r.brief_id
    order by f.place`.execute(db);
  const videos = rows.map(({ total: _, ...video }) => video);
  return { total: rows[0]?.total ?? 0, videos };
}

/** The lower end of the Wilson interval: Wilson, JASA 22 (1927), 209–212, with z = 1.96. */
const atLeast = sql`(s.hits + 1.9207 - 1.96 * sqrt(s.hits * (s.trials - s.hits) / s.trials + 0.9604)) / (s.trials + 3.8416)`;

const orders = {
  newest: sql`v.id desc`,
  oldest: sql`v.id`,
  score: sql`case when s.trials > 0 then ${atLeast} end desc nulls last, v.id desc`,
  views: sql`s.views desc nulls last, v.id desc`,
};

function wanted(brandId: string, filter: LibraryFilter) {
  const { state, personaId, hook, briefId, ratio, channel, score, words } = filter;
  const all = [sql<SqlBool>`true`];
  if (state === "published") all.push(onPost(sql`o.state = 'published'`));
  else if (state === "making") all.push(sql`r.state in (${sql.join([...makingStates])})`);
  else if (state) all.push(sql`r.state = ${state}`);
  if (personaId) all.push(sql`r.persona_id = ${asId("persona", personaId)}`);
  if (briefId) all.push(sql`r.brief_id = ${asId("brief", briefId)}`);
  if (hook) all.push(sql`r.hook = ${hook}`);
  if (ratio) all.push(sql`r.ratio = ${ratio}`);
  if (channel) {
    const connections = sql`select id from connections where brand_id = ${brandId} and channel = ${channel}`;
    all.push(onPost(sql`o.state not in ('failed', 'withdrawn') and o.connection_id in (${connections})`));
  }
  if (score === "unknown") all.push(sql`coalesce(s.trials, 0) = 0`);
  // The average is itself among the figures, so that "above" and "below" leave nothing out.
  else if (score === "above") all.push(sql`s.trials > 0 and s.hits::float8 / s.trials >= (select rate from average)`);
  else if (score === "below") all.push(sql`s.trials > 0 and s.hits::float8 / s.trials < (select rate from average)`);
  for (const word of wordsOf(words)) all.push(says(word));
  return sql.join(all, sql` and `);
}

const onPost = (whose: ReturnType<typeof sql<SqlBool>>) =>
  sql<SqlBool>`exists (select from posts o where o.video_id = v.id and ${whose})`;

/** As many words as anybody types; each is looked for by itself. */
const wordsOf = (words = "") => words.normalize("NFC").split(/\s+/).filter(Boolean).slice(0, 8);

function says(word: string) {
  const like = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<SqlBool>`(
    exists (select from scripts k where k.id = v.script_id and
      concat(k.script ->> 'title', ' ', k.script ->> 'caption', ' ', jsonb_path_query_array(k.script, '$.scenes[*].line')) ilike ${like})
    or exists (select from personas p where p.id = r.persona_id and p.name ilike ${like})
    or exists (select from briefs b where b.id = r.brief_id and b.name ilike ${like})
    or exists (select from products g where g.id = r.product_id and g.title ilike ${like}))`;
}

/** The files of videos with what they are called after, in the order of `ids`; what is not the brand's is left out. */
export async function listLibraryFiles(db: Db, brandId: string, ids: readonly string[]) {
  const known = ids.filter(isId);
  if (known.length === 0) return [];
  const rows = await db
    .selectFrom("videos as v")
    .innerJoin("variants as r", "r.id", "v.variantId")
    .innerJoin("personas as p", "p.id", "r.personaId")
    .innerJoin("briefs as b", "b.id", "r.briefId")
    .where("v.brandId", "=", brandId)
    .where("v.id", "in", known)
    .select(["v.id", "v.version", "v.file", "v.poster", "v.captions", "v.sha256", "v.bytes", "v.cut", "r.hook"])
    .select(["p.name as persona", "b.name as brief"])
    .execute();
  return known.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}
