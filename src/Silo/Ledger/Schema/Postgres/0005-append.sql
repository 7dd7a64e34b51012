-- As in 0002, but whether a command was done before is asked by a scalar subquery. "not exists" may be planned as a hash of the whole table; planned while the
-- table was small, and kept by the session, every block then read all commands there ever were.

-- One block in one call. Locks the partition's head, lets the commands through whose expected version and command id are right, gives positions without gap and
-- a recorded time that never goes back, writes entries, private parts, summary rows and command rows, and chains the block. Losers are absent from the result.
-- The lock is a statement of its own: what follows sees a snapshot taken after the lock, so also what was committed while it waited.
create or replace function ledger_append(
  p int, now_text text,
  c_stream text[], c_expected int[], c_n int[], c_account text[], c_command text[], c_body_hash text[], c_made text[], c_entry_hall text[],
  c_state text[], c_stage text[], c_owner text[], c_agent text[], c_offered text[], c_hall text[], c_item text[], c_card text[], c_overdue boolean[],
  c_applicant text[], c_due text[], c_extra text[],
  e_cmd int[], e_off int[], e_kind text[], e_schema int[], e_occurred text[], e_actor text[], e_data text[], e_person text[], e_private_hash bytea[],
  e_sealed bytea[], e_content bytea[])
returns table (cmd int, first_position bigint, recorded_at text, block_number bigint) language plpgsql volatile as $$
#variable_conflict use_column
declare
  h heads;
  at text collate "C";
  before bytea;
  leaves bytea[];
  root bytea;
  n int;
  won int[];
  bases bigint[];
begin
  select * into strict h from heads where "partition" = p for update;
  at := greatest(now_text collate "C", h.recorded);
  before := '\x00'::bytea || int8send(p::bigint);
  with c as materialized (
    select u.*, h.position + sum(u.n) over (order by u.i) - u.n as base
    from unnest(c_stream, c_expected, c_n, c_account, c_command, c_body_hash, c_made, c_entry_hall, c_state, c_stage, c_owner, c_agent, c_offered, c_hall, c_item, c_card, c_overdue,
        c_applicant, c_due, c_extra)
      with ordinality u(stream, expected, n, account, command, body_hash, made, entry_hall, state, stage, owner, agent, offered, hall, item, card, overdue, applicant, due, extra, i)
    where coalesce((select s.version from summary s where s.stream = u.stream), 0) = u.expected
      and (u.command is null or (select k.first_version from commands k where k.stream = u.stream and k.account = u.account and k.command_id = u.command) is null)),
  x as materialized (
    select c.base + v.off as position, c.stream, c.expected + v.off as version, c.account, coalesce(c.command, '') as command, c.entry_hall,
      v.kind, v.schema, v.occurred, v.actor, v.data, v.person, v.private_hash, v.sealed,
      sha256(before || int8send((c.base + v.off)::bigint) || int4send(octet_length(at)) || convert_to(at, 'UTF8') || v.content) as leaf
    from c join unnest(e_cmd, e_off, e_kind, e_schema, e_occurred, e_actor, e_data, e_person, e_private_hash, e_sealed, e_content)
      v(cmd, off, kind, schema, occurred, actor, data, person, private_hash, sealed, content) on v.cmd = c.i),
  i1 as (
    insert into entries ("partition", position, stream, version, kind, schema, occurred, recorded, actor, account, command_id, hall, data, person_key, private_hash, hash)
    select p, position, stream, version, kind, schema, occurred, at, actor, account, command, entry_hall, data, person, private_hash, leaf from x),
  i2 as (insert into private_parts ("partition", position, sealed) select p, position, sealed from x where sealed is not null),
  i3 as (
    insert into commands (stream, account, command_id, body_hash, first_version, last_version, made)
    select stream, account, command, body_hash, expected + 1, expected + c.n, made from c where command is not null),
  i4 as (
    insert into summary as s (stream, "partition", version, state, stage, owner, agent, offered_to, hall, item, card, overdue, applicant, next_due, extra, updated)
    select stream, p, expected + c.n, state, stage, owner, agent, offered, hall, item, card, overdue, applicant, due, extra, at from c
    on conflict (stream) do update set version = excluded.version, state = excluded.state, stage = excluded.stage, owner = excluded.owner, agent = excluded.agent,
      offered_to = excluded.offered_to, hall = excluded.hall, item = excluded.item, card = excluded.card, overdue = excluded.overdue, applicant = excluded.applicant,
      next_due = excluded.next_due, extra = excluded.extra, updated = excluded.updated)
  select (select array_agg(c.i::int order by c.i) from c), (select array_agg(c.base + 1 order by c.i) from c), (select array_agg(leaf order by position) from x), (select count(*) from x)
    into won, bases, leaves, n;
  if n > 0 then
    root := ledger_merkle(leaves);
    h.hash := sha256('\x02'::bytea || int8send(p::bigint) || int8send(h.block + 1) || int8send(h.position + 1) || int8send(n::bigint) || h.hash || root);
    insert into blocks ("partition", number, first, last, root, hash) values (p, h.block + 1, h.position + 1, h.position + n, root, h.hash);
    update heads set position = h.position + n, block = h.block + 1, hash = h.hash, recorded = at where "partition" = p;
  end if;
  return query select w.i, w.b, at::text, h.block + 1 from unnest(won, bases) w(i, b);
end $$;

-- "create or replace" forgets what 0004 set. A plan is made once a session and kept, whatever the tables grow to: tables are read by their indexes even while they are small.
do $$
begin
  execute format('alter function %s security definer set search_path = %I, pg_temp set enable_seqscan = off set jit = off',
    (select p.oid::regprocedure from pg_proc p where p.pronamespace = current_schema()::regnamespace and p.proname = 'ledger_append'), current_schema());
end $$;
