-- Storage and reminders of Orleans on SQLite. The names of the queries, their parameters and result columns are Orleans'; tables and texts are ours.
create table OrleansQuery (
  QueryKey  varchar(64) primary key,
  QueryText text not null
);

create table grain_state (
  type_name  text    not null,
  id_text    text    not null,
  id_n0      integer not null,
  id_n1      integer not null,
  service_id text    not null,
  id_hash    integer not null,
  type_hash  integer not null,
  payload    blob,
  modified   text    not null,
  version    integer not null,
  primary key (type_name, id_text, id_n0, id_n1, service_id)
) without rowid;

create table reminders (
  service_id text    not null,
  grain_id   text    not null,
  name       text    not null,
  start_time text    not null,
  period     integer not null,
  grain_hash integer not null,
  version    integer not null,
  primary key (service_id, grain_id, name)
) without rowid;
create index reminders_hash on reminders (service_id, grain_hash);

-- A write names the version it has seen; none means that it is the first. Where another stands, the version that came in goes back: by that Orleans knows.
-- No RETURNING: read by its first row only, such a statement would never let the WAL be checkpointed.
insert into OrleansQuery values ('WriteToStorageKey', '
  insert into grain_state (type_name, id_text, id_n0, id_n1, service_id, id_hash, type_hash, payload, modified, version)
    select @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @GrainIdN0, @GrainIdN1, @ServiceId, @GrainIdHash, @GrainTypeHash, @PayloadBinary, datetime(''now''), 1
    where @GrainStateVersion is null or exists (
      select 1 from grain_state where type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId)
    on conflict (type_name, id_text, id_n0, id_n1, service_id) do update set payload = excluded.payload, modified = excluded.modified, version = version + 1
      where version = @GrainStateVersion;
  select case when changes() > 0 then coalesce(@GrainStateVersion, 0) + 1 else @GrainStateVersion end as NewGrainStateVersion;');

insert into OrleansQuery values ('ReadFromStorageKey', '
  select payload as PayloadBinary, version as Version from grain_state
  where type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId;');

insert into OrleansQuery values ('ClearStorageKey', '
  update grain_state set payload = null, modified = datetime(''now''), version = version + 1
  where version = @GrainStateVersion
    and type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId;
  select case when changes() > 0 then @GrainStateVersion + 1 else @GrainStateVersion end as NewGrainStateVersion;');

insert into OrleansQuery values ('DeleteStorageKey', '
  delete from grain_state
  where version = @GrainStateVersion
    and type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId;
  select case when changes() > 0 then @GrainStateVersion + 1 else @GrainStateVersion end as NewGrainStateVersion;');

insert into OrleansQuery values ('UpsertReminderRowKey', '
  insert into reminders (service_id, grain_id, name, start_time, period, grain_hash, version) values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, name) do update set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = version + 1;
  select version as Version from reminders where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName;');

insert into OrleansQuery values ('ReadReminderRowsKey', '
  select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminders
  where service_id = @ServiceId and grain_id = @GrainId;');

insert into OrleansQuery values ('ReadReminderRowKey', '
  select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminders
  where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName;');

insert into OrleansQuery values ('ReadRangeRows1Key', '
  select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminders
  where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash;');

insert into OrleansQuery values ('ReadRangeRows2Key', '
  select grain_id as GrainId, name as ReminderName, start_time as StartTime, period as Period, version as Version from reminders
  where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash);');

insert into OrleansQuery values ('DeleteReminderRowKey', '
  delete from reminders where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version;
  select changes();');

insert into OrleansQuery values ('DeleteReminderRowsKey', '
  delete from reminders where service_id = @ServiceId;');
