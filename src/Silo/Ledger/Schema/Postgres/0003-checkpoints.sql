-- Signed checkpoints, for silos to agree on their order; what counts are the copies kept elsewhere.
create table checkpoints (
  number bigint           primary key,
  body   text collate "C" not null
);

-- The block that holds a position: receipts ask for it.
create index blocks_first on blocks ("partition", first);
