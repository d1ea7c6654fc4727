import { sql } from "kysely";
import type { Db } from "#db/database.ts";

/**
 * Fills a brand with `count` more videos in one further brief: half wait for review, a third are approved, posted and
 * read daily for ten days, the rest are rejected. Rows only; the files are those of the brand's first video.
 */
export async function addManyVideos(db: Db, brandId: string, count: number): Promise<void> {
  await sql`
    with model as (
      select v.*, r.brief_id, r.persona_id, r.product_id from videos v join variants r on r.id = v.variant_id
      where v.brand_id = ${brandId} order by v.id limit 1),
    people as (select id, row_number() over (order by id) as n from personas where brand_id = ${brandId} and archived_at is null),
    brief as (
      insert into briefs (brand_id, name, goal, audience, product_id, proof_points, must_say, never_say, tone, hooks, angles,
        channels, locales, ratios, lengths, max_variants, seed)
      select b.brand_id, 'Bench', b.goal, b.audience, b.product_id, b.proof_points, b.must_say, b.never_say, b.tone, b.hooks, b.angles,
        b.channels, b.locales, b.ratios, b.lengths, ${count}::int, 'bench' from briefs b join model m on m.brief_id = b.id
      returning id),
    variants_made as (
      insert into variants (brand_id, brief_id, persona_id, product_id, position, angle, hook, locale, ratio, length_seconds, cta, state, progress)
      select ${brandId}, brief.id, people.id, m.product_id, k, 'angle ' || k,
        (array['question','problem','myth','demo','bold-claim','listicle'])[1 + k % 6], 'en', '9:16', 20, 'Shop',
        case when k % 6 < 3 then 'in-review' when k % 6 < 5 then 'approved' else 'rejected' end, 1
      from generate_series(1, ${count}::int) k, brief, model m, people
      where people.n = 1 + k % (select count(*) from people)
      returning id, position, state),
    scripts_made as (
      insert into scripts (brand_id, variant_id, version, script, writer, seed)
      select ${brandId}, v.id, 1, s.script, s.writer, s.seed from variants_made v, model m join scripts s on s.id = m.script_id
      returning id, variant_id),
    videos_made as (
      insert into videos (brand_id, variant_id, script_id, version, tier, provider, file, poster, captions, sha256, bytes, seconds,
        width, height, label, storyboard)
      select ${brandId}, s.variant_id, s.id, 1, m.tier, m.provider, m.file, m.poster, m.captions, m.sha256, m.bytes, m.seconds, m.width,
        m.height, m.label, '{}' from scripts_made s, model m
      returning id, variant_id, sha256)
    insert into decisions (brand_id, video_id, variant_id, decision, sha256)
    select ${brandId}, d.id, d.variant_id, case v.state when 'approved' then 'approved' else 'rejected' end, d.sha256
    from videos_made d join variants_made v on v.id = d.variant_id where v.state in ('approved', 'rejected')`.execute(
    db,
  );
  await sql`
    with posts_made as (
      insert into posts (brand_id, video_id, variant_id, connection_id, scheduled_at, zone, state, caption, disclosure, sha256, published_at)
      select d.brand_id, d.video_id, d.variant_id, c.id, now() - interval '11 days', 'Etc/UTC', 'published', 'Bench', '{}', d.sha256,
        now() - interval '11 days'
      from decisions d join variants v on v.id = d.variant_id join briefs b on b.id = v.brief_id
      join lateral (select id from connections where brand_id = d.brand_id limit 1) c on true
      where d.brand_id = ${brandId} and d.decision = 'approved' and b.seed = 'bench'
      returning id, brand_id)
    insert into readings (brand_id, post_id, metric, value, gain, source, read_at)
    select p.brand_id, p.id, metric, base * day, base, 'showcase', now() - interval '10 days' + day * interval '1 day'
    from posts_made p, generate_series(1, 10) day,
      (values ('views', 40), ('completions', 12), ('likes', 3), ('shares', 1), ('clicks', 2)) as m(metric, base)`.execute(
    db,
  );
  await sql`
    insert into post_metrics (post_id, brand_id, views, completions, likes, shares, clicks, read_at)
    select post_id, brand_id, max(value) filter (where metric = 'views'), max(value) filter (where metric = 'completions'),
      max(value) filter (where metric = 'likes'), max(value) filter (where metric = 'shares'),
      max(value) filter (where metric = 'clicks'), max(read_at)
    from readings where brand_id = ${brandId} group by post_id, brand_id on conflict (post_id) do nothing`.execute(db);
  await sql`
    insert into metric_quarters (brand_id, metric, quarter, gain)
    select brand_id, metric, date_bin('15 minutes', read_at, 'epoch'), sum(gain) from readings where brand_id = ${brandId}
    group by 1, 2, 3 on conflict (brand_id, metric, quarter) do nothing`.execute(db);
  await sql`analyze`.execute(db);
}
