-- The service ledger on PostgreSQL. Times are UTC text of fixed width (2026-11-24T01:15:00.000000000Z): text order is time order, and what is hashed is what stands here.

create table meta (
  key   text collate "C" primary key,
  value text collate "C" not null
);

-- Where a partition ends. Written in every block's transaction.
create table heads (
  "partition" integer          primary key,
  position    bigint           not null,
  block       bigint           not null,
  hash        bytea            not null,
  recorded    text collate "C" not null
);

create table entries (
  "partition"  integer          not null,
  position     bigint           not null,
  stream       text collate "C" not null,
  version      integer          not null,
  kind         text collate "C" not null,
  schema       integer          not null,
  occurred     text collate "C" not null,
  recorded     text collate "C" not null,
  actor        text collate "C" not null,
  account      text collate "C" not null,
  command_id   text collate "C" not null,
  hall         text collate "C" not null,
  data         text collate "C" not null,
  person_key   text collate "C",
  private_hash bytea,
  hash         bytea            not null,
  primary key ("partition", position),
  unique (stream, version)
);
create index entries_hall on entries (hall, recorded);

-- Private parts, sealed with the person's key. The entry holds their hash, the chain covers it.
create table private_parts (
  "partition" integer not null,
  position    bigint  not null,
  sealed      bytea   not null,
  primary key ("partition", position)
);

-- First outcomes of commands, in the transaction of their entries.
create table commands (
  stream        text collate "C" not null,
  account       text collate "C" not null,
  command_id    text collate "C" not null,
  body_hash     text collate "C" not null,
  first_version integer          not null,
  last_version  integer          not null,
  made          text collate "C" not null,
  primary key (stream, account, command_id)
);

create table blocks (
  "partition" integer not null,
  number      bigint  not null,
  first       bigint  not null,
  last        bigint  not null,
  root        bytea   not null,
  hash        bytea   not null,
  primary key ("partition", number)
);

-- One row per stream: what lists, searches and timekeepers read.
create table summary (
  stream      text collate "C" primary key,
  "partition" integer          not null,
  version     integer          not null,
  state       text collate "C",
  stage       text collate "C",
  owner       text collate "C",
  agent       text collate "C",
  offered_to  text collate "C",
  hall        text collate "C",
  item        text collate "C",
  card        text collate "C",
  overdue     boolean          not null,
  applicant   text collate "C",
  next_due    text collate "C",
  extra       text collate "C" not null,
  updated     text collate "C" not null
) with (fillfactor = 70);
create index summary_due       on summary ("partition", next_due, stream) where next_due is not null;
create index summary_owner     on summary (owner, stream)      where owner is not null;
create index summary_agent     on summary (agent, stream)      where agent is not null;
create index summary_offered   on summary (offered_to, stream) where offered_to is not null;
create index summary_applicant on summary (applicant, stream)  where applicant is not null;
create index summary_hall      on summary (hall, stream)       where hall is not null;
create index summary_card      on summary (card, stream)       where card is not null and card <> 'none';

-- Data keys of persons under the master key. Dropping a row forgets the person.
create table person_key (
  name    text collate "C" primary key,
  wrapped bytea            not null
);

create table stream_checkpoints (
  queue    text collate "C" primary key,
  position bigint           not null
);
