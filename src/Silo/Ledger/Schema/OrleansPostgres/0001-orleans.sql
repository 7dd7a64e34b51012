-- Storage, reminders and clustering of Orleans on PostgreSQL. The names of the queries, their parameters and result columns are Orleans'; tables and texts are ours.
create table OrleansQuery (
  QueryKey  varchar(64) primary key,
  QueryText text not null
);

create table grain_state (
  type_name  text        not null,
  id_text    text        not null,
  id_n0      bigint      not null,
  id_n1      bigint      not null,
  service_id text        not null,
  id_hash    integer     not null,
  type_hash  integer     not null,
  payload    bytea,
  modified   timestamptz not null,
  version    integer     not null,
  primary key (type_name, id_text, id_n0, id_n1, service_id)
);

create table reminders (
  service_id text        not null,
  grain_id   text        not null,
  name       text        not null,
  start_time timestamptz not null,
  period     bigint      not null,
  grain_hash integer     not null,
  version    integer     not null,
  primary key (service_id, grain_id, name)
);
create index reminders_hash on reminders (service_id, grain_hash);

create table membership_version (
  deployment_id text        primary key,
  modified      timestamptz not null,
  version       integer     not null
);

create table membership (
  deployment_id text        not null,
  address       text        not null,
  port          integer     not null,
  generation    integer     not null,
  silo_name     text        not null,
  host_name     text        not null,
  status        integer     not null,
  proxy_port    integer,
  suspect_times text,
  start_time    timestamptz not null,
  alive_time    timestamptz not null,
  primary key (deployment_id, address, port, generation)
);

-- A write names the version it has seen; none means that it is the first. Where another stands, the version that came in goes back: by that Orleans knows.
insert into OrleansQuery values ('WriteToStorageKey', '
  with written as (
    insert into grain_state as g (type_name, id_text, id_n0, id_n1, service_id, id_hash, type_hash, payload, modified, version)
      select @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @GrainIdN0, @GrainIdN1, @ServiceId, @GrainIdHash, @GrainTypeHash, @PayloadBinary, now(), 1
      where @GrainStateVersion::int is null or exists (
        select from grain_state where type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId)
      on conflict (type_name, id_text, id_n0, id_n1, service_id) do update set payload = excluded.payload, modified = excluded.modified, version = g.version + 1
        where g.version = @GrainStateVersion::int
      returning g.version)
  select coalesce((select version from written), @GrainStateVersion::int) as NewGrainStateVersion;');

insert into OrleansQuery values ('ReadFromStorageKey', '
  select payload as PayloadBinary, version as Version from grain_state
  where type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId;');

insert into OrleansQuery values ('ClearStorageKey', '
  with cleared as (
    update grain_state set payload = null, modified = now(), version = version + 1
    where version = @GrainStateVersion::int
      and type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId
    returning version)
  select coalesce((select version from cleared), @GrainStateVersion::int) as NewGrainStateVersion;');

insert into OrleansQuery values ('DeleteStorageKey', '
  with deleted as (
    delete from grain_state
    where version = @GrainStateVersion::int
      and type_name = @GrainTypeString and id_text = coalesce(@GrainIdExtensionString, '''') and id_n0 = @GrainIdN0 and id_n1 = @GrainIdN1 and service_id = @ServiceId
    returning version + 1 as version)
  select coalesce((select version from deleted), @GrainStateVersion::int) as NewGrainStateVersion;');

insert into OrleansQuery values ('UpsertReminderRowKey', '
  insert into reminders as r (service_id, grain_id, name, start_time, period, grain_hash, version) values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, name) do update set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
    returning version as Version;');

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
  with deleted as (delete from reminders where service_id = @ServiceId and grain_id = @GrainId and name = @ReminderName and version = @Version returning 1)
  select count(*)::int from deleted;');

insert into OrleansQuery values ('DeleteReminderRowsKey', '
  delete from reminders where service_id = @ServiceId;');

insert into OrleansQuery values ('InsertMembershipVersionKey', '
  with inserted as (insert into membership_version (deployment_id, modified, version) values (@DeploymentId, now(), 0) on conflict do nothing returning 1)
  select count(*)::int from inserted;');

-- Every change of a member goes through its version row, which is locked by the update: who comes second finds another version and changes nothing.
insert into OrleansQuery values ('InsertMembershipKey', '
  with moved as (
    update membership_version set version = version + 1, modified = now()
    where deployment_id = @DeploymentId and version = @Version
      and not exists (select from membership where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment_id),
  inserted as (
    insert into membership (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
      select deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from moved
    returning 1)
  select count(*)::int from inserted;');

insert into OrleansQuery values ('UpdateMembershipKey', '
  with moved as (
    update membership_version set version = version + 1, modified = now()
    where deployment_id = @DeploymentId and version = @Version
      and exists (select from membership where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning deployment_id),
  updated as (
    update membership m set status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime from moved
    where m.deployment_id = moved.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
    returning 1)
  select count(*)::int from updated;');

insert into OrleansQuery values ('UpdateIAmAlivetimeKey', '
  update membership set alive_time = @IAmAliveTime
  where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation;');

insert into OrleansQuery values ('MembershipReadRowKey', '
  select v.deployment_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName, m.status as Status,
    m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime, m.alive_time as IAmAliveTime, v.version as Version
  from membership_version v
    left join membership m on m.deployment_id = v.deployment_id and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deployment_id = @DeploymentId;');

insert into OrleansQuery values ('MembershipReadAllKey', '
  select v.deployment_id as DeploymentId, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName, m.host_name as HostName, m.status as Status,
    m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes, m.start_time as StartTime, m.alive_time as IAmAliveTime, v.version as Version
  from membership_version v left join membership m on m.deployment_id = v.deployment_id
  where v.deployment_id = @DeploymentId;');

insert into OrleansQuery values ('GatewaysQueryKey', '
  select address as Address, proxy_port as ProxyPort, generation as Generation from membership
  where deployment_id = @DeploymentId and status = @Status and proxy_port > 0;');

insert into OrleansQuery values ('DeleteMembershipTableEntriesKey', '
  with members as (delete from membership where deployment_id = @DeploymentId returning 1)
  delete from membership_version where deployment_id = @DeploymentId;');

-- 3 is an active silo: one that is only slow is not swept away.
insert into OrleansQuery values ('CleanupDefunctSiloEntriesKey', '
  delete from membership where deployment_id = @DeploymentId and alive_time < @IAmAliveTime and status <> 3;');
