-- No one edits history. The owner of the tables brings the schema up to date and never serves; a silo writes through these functions, which run with the owner's rights and only add.

-- A summary row put right. Takes the partition's head, so that no block is under way, and does nothing where the stream or its row has moved on since they were read.
create function ledger_repair(
  p int, s text, seen int, newest int,
  r_state text, r_stage text, r_owner text, r_agent text, r_offered text, r_hall text, r_item text, r_card text, r_overdue boolean, r_applicant text, r_due text, r_extra text, r_updated text)
returns boolean language plpgsql volatile as $$
begin
  perform from heads where "partition" = p for update;
  if (select max(version) from entries where stream = s) is distinct from nullif(newest, 0) then return false; end if;
  if (select version from summary where stream = s) is distinct from seen then return false; end if;
  if newest = 0 then
    delete from summary where stream = s;
  else
    insert into summary (stream, "partition", version, state, stage, owner, agent, offered_to, hall, item, card, overdue, applicant, next_due, extra, updated)
      values (s, p, newest, r_state, r_stage, r_owner, r_agent, r_offered, r_hall, r_item, r_card, r_overdue, r_applicant, r_due, r_extra, r_updated)
      on conflict (stream) do update set "partition" = excluded."partition", version = excluded.version, state = excluded.state, stage = excluded.stage, owner = excluded.owner,
        agent = excluded.agent, offered_to = excluded.offered_to, hall = excluded.hall, item = excluded.item, card = excluded.card, overdue = excluded.overdue,
        applicant = excluded.applicant, next_due = excluded.next_due, extra = excluded.extra, updated = excluded.updated;
  end if;
  return true;
end $$;

-- The demo's time only goes on.
create function ledger_raise_demo_offset(ticks bigint) returns bigint language sql volatile as $$
  insert into meta as m (key, value) values ('demo-offset', ticks::text)
    on conflict (key) do update set value = greatest(m.value::bigint, excluded.value::bigint)::text
    returning value::bigint
$$;

-- Grants a silo and an auditor what they need; may be run again at any time, and is after every upgrade (`migrate`). Roles belong to the whole server: made where they are missing.
create function hall_rights() returns void language plpgsql volatile as $$
declare
  r text;
  home text := current_schema();
begin
  foreach r in array array['hallgrains_silo', 'hallgrains_auditor'] loop
    begin
      if not exists (select from pg_roles where rolname = r) then execute format('create role %I nologin', r); end if;
    exception when duplicate_object or unique_violation then null;   -- another database's owner was first
    end;
    execute format('grant usage on schema %I to %I', home, r);
  end loop;
  -- Whatever a later script adds may be read; what else a silo may do with it is said here, or in a newer version of this function.
  execute format('revoke all on all tables in schema %I from hallgrains_silo, hallgrains_auditor', home);
  execute format('grant select on all tables in schema %I to hallgrains_silo', home);
  grant insert on checkpoints to hallgrains_silo;
  grant insert, delete on person_key to hallgrains_silo;
  grant insert, update on stream_checkpoints to hallgrains_silo;
  grant select on meta, heads, entries, private_parts, blocks, commands, summary, checkpoints to hallgrains_auditor;
  execute (select string_agg(format('grant execute on function %s to hallgrains_silo', f.oid::regprocedure), '; ') from pg_proc f
    where f.pronamespace = home::regnamespace and f.proname in ('ledger_append', 'ledger_merkle', 'ledger_repair', 'ledger_raise_demo_offset'));
  if to_regclass('grain_state') is not null then
    grant insert, update, delete on grain_state, reminders, membership, membership_version to hallgrains_silo;
  end if;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace and p.proname in ('ledger_append', 'ledger_repair', 'ledger_raise_demo_offset') loop
    execute format('alter function %s security definer set search_path = %I, pg_temp', f, current_schema());
    execute format('revoke execute on function %s from public', f);
  end loop;
  revoke execute on function hall_rights() from public;
end $$;
