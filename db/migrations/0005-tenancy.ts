import { type Kysely, sql } from "kysely";

/**
 * The second lock: row-level security. Whoever works for one workspace does so in the role `troupe_app`, which sees rows
 * of the workspace that the setting `troupe.workspace` names, and none when it names none. The first lock is that every
 * query takes its scope; this one holds when a query forgets. The owner of the tables sees everything, as before: for
 * what the clock starts, for signing in, and for addresses that are open to everybody.
 *
 * A reference from one brand's row to another's is no way in either: see `troupe_keep_references`.
 *
 * A table is shut to the role until a migration calls `troupe_lock_by_workspace` or `troupe_lock_by_brand` for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ declare locked record; begin
      for locked in select tablename, policyname from pg_policies where schemaname = 'public' loop
        execute format('drop policy %I on %I', locked.policyname, locked.tablename);
        execute format('alter table %I disable row level security', locked.tablename);
      end loop;
    end $$`.execute(db);
  await sql`
    do $$ declare f record; begin
      for f in
        select c.conrelid::regclass as source, c.confrelid::regclass as target, c.conname as name, a.attname as "column",
          case c.confdeltype when 'c' then 'on delete cascade' when 'n' then 'on delete set null' else '' end as deletion
        from pg_constraint c join pg_class p on p.oid = c.confrelid
          join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
          join pg_constraint u on u.conrelid = p.oid and u.conname = p.relname || '_of_brand' and u.conindid = c.conindid
        where c.contype = 'f'
      loop
        execute format('alter table %s drop constraint %I, add constraint %2$I foreign key (%I) references %s %s',
          f.source, f.name, f."column", f.target, f.deletion);
      end loop;
      for f in select conrelid::regclass as source, conname as name from pg_constraint
        where contype = 'u' and conname like '%\_of\_brand' loop
        execute format('alter table %s drop constraint %I', f.source, f.name);
      end loop;
    end $$`.execute(db);
  await sql`alter table ledger drop constraint ledger_brand_id_fkey,
    add constraint ledger_brand_id_fkey foreign key (brand_id) references brands on delete cascade`.execute(db);
  await sql`revoke all on all tables in schema public from troupe_app`.execute(db);
  await sql`drop trigger remember_member on members`.execute(db);
  await sql`drop table former_members`.execute(db);
  await sql`drop function remember_member, troupe_lock_by_workspace, troupe_lock_by_brand, troupe_keep_references, troupe_workspace`.execute(
    db,
  );
}

const statements = `
-- Roles belong to the whole server: another studio on it may have made this one.
do $$ begin
  if not exists (select from pg_roles where rolname = 'troupe_app') then
    begin
      create role troupe_app nologin noinherit nosuperuser nobypassrls;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then raise exception using errcode = 'insufficient_privilege', message = format(
        'The database user %1$I may not create roles. Run this once as an administrator, then start again: create role troupe_app nologin; grant troupe_app to %1$I;',
        current_user);
    end;
  end if;
  -- Whoever made a role may grant it, which is not yet being allowed to take it on. An administrator may anyway.
  if not (select rolsuper from pg_roles where rolname = current_user) and not exists (
    select from pg_auth_members m join pg_roles r on r.oid = m.roleid
    where r.rolname = 'troupe_app' and m.member = current_user::regrole and not m.admin_option) then
    execute format('grant troupe_app to %I', current_user);
  end if;
end $$;
grant usage on schema public to troupe_app;

create function troupe_workspace() returns uuid language sql stable parallel safe as
  $$ select nullif(current_setting('troupe.workspace', true), '')::uuid $$;

-- The database checks a reference with rights of its own, which see every workspace: a row could point to one of somebody
-- else's, and keep it from being deleted. So what points from a row of a brand to a row of a brand names the brand, too.
create function troupe_keep_references(t regclass) returns void language plpgsql as $$ declare f record; begin
  for f in
    select c.conname as name, c.confrelid::regclass as target, p.relname as parent, a.attname as source, b.attname as key,
      case c.confdeltype when 'c' then 'on delete cascade' when 'n' then format('on delete set null (%I)', a.attname)
        else '' end as deletion
    from pg_constraint c join pg_class p on p.oid = c.confrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
    where c.conrelid = t and c.contype = 'f' and cardinality(c.conkey) = 1 and (
      select count(*) from pg_attribute o where o.attrelid in (c.conrelid, c.confrelid)
        and o.attname = 'brand_id' and o.attnotnull) = case when c.conrelid = c.confrelid then 1 else 2 end
  loop
    if not exists (select from pg_constraint where conrelid = f.target and conname = f.parent || '_of_brand') then
      execute format('alter table %s add constraint %I unique (brand_id, %I)', f.target, f.parent || '_of_brand', f.key);
    end if;
    execute format('alter table %s drop constraint %I, add constraint %2$I foreign key (brand_id, %I) references %s (brand_id, %I) %s',
      t, f.name, f.source, f.target, f.key, f.deletion);
  end loop;
end $$;

create function troupe_lock_by_workspace(t regclass) returns void language plpgsql as $$ begin
  execute format('alter table %s enable row level security', t);
  execute format('create policy of_the_workspace on %s to troupe_app using (workspace_id = troupe_workspace())', t);
  execute format('grant select, insert, update, delete on %s to troupe_app', t);
  perform troupe_keep_references(t);
end $$;

-- The brands are looked up once for a query. What they are the planner cannot know: of "= any" it would think that a few
-- rows of each table pass, and six tables on, none; that something is not null it takes for nearly always true, which is
-- right, since every query names its brand itself.
create function troupe_lock_by_brand(t regclass) returns void language plpgsql as $$ begin
  execute format('alter table %s enable row level security', t);
  execute format(
    'create policy of_the_workspace on %s to troupe_app using (nullif(brand_id = any (array(select b.id from brands b)), false) is not null)', t);
  execute format('grant select, insert, update, delete on %s to troupe_app', t);
  perform troupe_keep_references(t);
end $$;

-- Who left is still named beside what they decided.
create table former_members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id text not null references users on delete cascade,
  left_at timestamptz not null default now(), primary key (workspace_id, user_id));
create index on former_members (user_id);
create function remember_member() returns trigger language plpgsql as $$ begin
  insert into former_members (workspace_id, user_id)
    select w.id, u.id from workspaces w, users u where w.id = old.workspace_id and u.id = old.user_id
    on conflict do nothing;
  return null;
end $$;
create trigger remember_member after delete on members for each row execute function remember_member();

alter table workspaces enable row level security;
create policy of_the_workspace on workspaces to troupe_app using (id = troupe_workspace());
grant select, update on workspaces to troupe_app;

select troupe_lock_by_workspace(t) from unnest(array['brands', 'members', 'member_brands', 'former_members', 'invitations',
  'invitation_brands', 'mails', 'audit_heads', 'audit_entries', 'ledger']::regclass[]) as t;

select troupe_lock_by_brand(t) from unnest(array['brand_kits', 'schedule_slots', 'products', 'personas', 'briefs',
  'brief_personas', 'brief_launches', 'variants', 'scripts', 'takes', 'videos', 'video_shots', 'findings', 'decisions',
  'connections', 'connection_credentials', 'posts', 'post_attempts', 'links', 'clicks', 'showcase_posts', 'visitor_salts',
  'showcase_views', 'showcase_likes', 'showcase_shares', 'readings', 'post_metrics', 'metric_quarters']::regclass[]) as t;

alter table ledger drop constraint ledger_brand_id_fkey, add constraint ledger_brand_id_fkey
  foreign key (workspace_id, brand_id) references brands (workspace_id, id) on delete cascade;

-- Of people, those of the workspace, and nothing of how they get in: sessions, passwords and second factors stay shut.
alter table users enable row level security;
create policy of_the_workspace on users for select to troupe_app using (
  nullif(id = any (array(select m.user_id from members m union all select f.user_id from former_members f)), false) is not null);
grant select on users to troupe_app;
`;
