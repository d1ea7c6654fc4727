/**
 * Places: an admitted call holds one for every concurrency key of its lane, and a key never has more than its limit.
 * That is counted and changed under the key's lock and in one trip to the database, so that the lock is short and keys
 * that have nothing to do with each other never wait for each other.
 *
 * `engine.admit(lane)` lets calls of a lane through while it is this lane's turn among all that share a key with it:
 * the one served longest ago first, within a lane the oldest run. It answers the lane whose turn it is instead, which
 * has other keys and so other locks, or null when no lane that shares a key has room.
 */
export const admission = `
  create table engine.lane_keys (
    lane_id bigint not null references engine.lanes on delete cascade,
    key text not null,
    max int not null,
    waiting boolean not null default false,
    served_at timestamptz not null default clock_timestamp(),
    primary key (lane_id, key)
  );
  create index lane_keys_next on engine.lane_keys (key, served_at) where waiting;
  create index lane_keys_max on engine.lane_keys (key, max) where waiting;
  insert into engine.lane_keys (lane_id, key, max)
    select l.id, k.key, k.max from engine.lanes l, unnest(l.keys, l.limits) as k (key, max) on conflict do nothing;
  drop index engine.lanes_keys;
  alter table engine.lanes drop column limits;
  alter table engine.lanes rename column served_at to used_at;
  create index runs_alive_in_lane on engine.runs (lane_id) where lane_id is not null and status in ('queued', 'running');

  create table engine.places (
    call_id bigint not null references engine.calls on delete cascade,
    key text not null,
    primary key (call_id, key)
  );
  create index places_of_key on engine.places (key);
  insert into engine.places (call_id, key)
    select c.id, k.key from engine.calls c join engine.lane_keys k on k.lane_id = c.lane_id where c.state in ('ready', 'running');
  drop index engine.calls_taken;

  create function engine.leave_places() returns trigger language plpgsql as $$
  begin
    delete from engine.places where call_id = new.id;
    return null;
  end $$;
  create trigger calls_leave_places after update of state on engine.calls for each row
    when (new.lane_id is not null and old.state in ('ready', 'running') and new.state not in ('ready', 'running'))
    execute function engine.leave_places();

  create function engine.admit(asked bigint) returns bigint language plpgsql as $$
  declare
    turn bigint;
  begin
    -- Nothing is lost with an admission: after a crash of the database the call is parked as before.
    perform set_config('synchronous_commit', 'off', true);
    -- Always in the same order, so that two that want the same locks cannot block each other.
    perform pg_advisory_xact_lock(7261003, k.lock)
      from (select distinct hashtext(key) as lock from engine.lane_keys where lane_id = asked order by 1) k;
    loop
      update engine.lane_keys k set waiting = now.waiting
        from (select (
          select true from engine.calls where lane_id = asked and state = 'parked' order by rank limit 1
        ) is not null as waiting) now
        where k.lane_id = asked and k.waiting <> now.waiting;
      select next.lane_id into turn
        from engine.lane_keys mine
        cross join lateral (select count(*) as taken from engine.places where key = mine.key) used
        cross join lateral (
          select k.lane_id, k.served_at from engine.lane_keys k
          where k.key = mine.key and k.waiting and not exists (
            select 1 from engine.lane_keys other
            where other.lane_id = k.lane_id and other.max <= (select count(*) from engine.places p where p.key = other.key))
          order by k.served_at limit 1
        ) next
        where mine.lane_id = asked
          and used.taken < (select max(m.max) from engine.lane_keys m where m.key = mine.key and m.waiting)
        order by next.served_at, next.lane_id limit 1;
      if turn is distinct from asked then
        return turn;
      end if;
      with oldest as (
        select id from engine.calls where lane_id = asked and state = 'parked' order by rank, id limit 1 for update skip locked
      ), admitted as (
        update engine.calls c set state = 'ready', generation = generation + 1, since = clock_timestamp()
        from oldest where c.id = oldest.id returning c.id, c.generation
      ), placed as (
        insert into engine.places (call_id, key) select a.id, k.key from admitted a, engine.lane_keys k where k.lane_id = asked
      ), served as (
        update engine.lane_keys set served_at = clock_timestamp() where lane_id = asked
      )
      select id into turn from admitted,
        lateral graphile_worker.add_job('engine:call', json_build_object('id', admitted.id, 'generation', admitted.generation),
          job_key => 'call ' || admitted.id || '.' || admitted.generation, job_key_mode => 'unsafe_dedupe') as job (job_id);
      -- Somebody is just taking the call away; if they think better of it, the next look at all lanes finds it.
      exit when not found;
    end loop;
    return null;
  end $$
`;
