-- The service ledger on SQLite. Times are UTC text of fixed width (2026-11-24T01:15:00.000000000Z): text order is time order, and what is hashed is what stands here.

create table meta (
  key   text primary key,
  value text not null
) without rowid;

-- Where a partition ends. Written in every block's transaction.
create table heads (
  "partition" integer primary key,
  position    integer not null,
  block       integer not null,
  hash        blob    not null,
  recorded    text    not null
);

create table entries (
  "partition"  integer not null,
  position     integer not null,
  stream       text    not null,
  version      integer not null,
  kind         text    not null,
  schema       integer not null,
  occurred     text    not null,
  recorded     text    not null,
  actor        text    not null,
  account      text    not null,
  command_id   text    not null,
  hall         text    not null,
  data         text    not null,
  person_key   text,
  private_hash blob,
  hash         blob    not null,
  primary key ("partition", position),
  unique (stream, version)
);
create index entries_hall on entries (hall, recorded);

-- Private parts, sealed with the person's key. The entry holds their hash, the chain covers it.
create table private_parts (
  "partition" integer not null,
  position    integer not null,
  sealed      blob    not null,
  primary key ("partition", position)
);

-- First outcomes of commands, in the transaction of their entries.
create table commands (
  stream        text    not null,
  account       text    not null,
  command_id    text    not null,
  body_hash     text    not null,
  first_version integer not null,
  last_version  integer not null,
  made          text    not null,
  primary key (stream, account, command_id)
) without rowid;

create table blocks (
  "partition" integer not null,
  number      integer not null,
  first       integer not null,
  last        integer not null,
  root        blob    not null,
  hash        blob    not null,
  primary key ("partition", number)
);

-- One row per stream: what lists, searches and timekeepers read.
create table summary (
  stream      text    primary key,
  "partition" integer not null,
  version     integer not null,
  state       text,
  stage       text,
  owner       text,
  agent       text,
  offered_to  text,
  hall        text,
  item        text,
  card        text,
  overdue     integer not null,
  applicant   text,
  next_due    text,
  extra       text    not null,
  updated     text    not null
);
create index summary_due       on summary ("partition", next_due, stream) where next_due is not null;
create index summary_owner     on summary (owner, stream)      where owner is not null;
create index summary_agent     on summary (agent, stream)      where agent is not null;
create index summary_offered   on summary (offered_to, stream) where offered_to is not null;
create index summary_applicant on summary (applicant, stream)  where applicant is not null;
create index summary_hall      on summary (hall, stream)       where hall is not null;
create index summary_card      on summary (card, stream)       where card is not null and card <> 'none';

-- Data keys of persons under the master key. Dropping a row forgets the person.
create table person_key (
  name    text primary key,
  wrapped blob not null
) without rowid;

create table stream_checkpoints (
  queue    text    primary key,
  position integer not null
) without rowid;
