-- History is not edited: corrections are entries. A guard against slips and against other programs; whoever owns the file can drop it, and then checkpoints kept elsewhere show it.
create trigger guard_entries_update before update on entries begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_entries_delete before delete on entries begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_blocks_update before update on blocks begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_blocks_delete before delete on blocks begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_commands_update before update on commands begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_commands_delete before delete on commands begin select raise(abort, 'The ledger is never edited: corrections are entries.'); end;
create trigger guard_private_parts_update before update on private_parts begin select raise(abort, 'A private part is never edited: a person is forgotten by dropping the key.'); end;
create trigger guard_private_parts_delete before delete on private_parts begin select raise(abort, 'A private part is never edited: a person is forgotten by dropping the key.'); end;
create trigger guard_checkpoints_update before update on checkpoints begin select raise(abort, 'What was signed is never edited.'); end;
create trigger guard_checkpoints_delete before delete on checkpoints begin select raise(abort, 'What was signed is never edited.'); end;

-- INSERT OR REPLACE deletes without a delete: what is new stands after the head, and in a place that is free.
create trigger guard_entries_insert before insert on entries
  when new.position <= (select position from heads where "partition" = new."partition") or exists (select 1 from entries where stream = new.stream and version = new.version)
  begin select raise(abort, 'The ledger is never edited: new entries stand after its head.'); end;
create trigger guard_blocks_insert before insert on blocks
  when new.number <= (select block from heads where "partition" = new."partition")
  begin select raise(abort, 'The ledger is never edited: new blocks stand after its head.'); end;
create trigger guard_private_parts_insert before insert on private_parts
  when new.position <= (select position from heads where "partition" = new."partition")
  begin select raise(abort, 'The ledger is never edited: new private parts stand after its head.'); end;
create trigger guard_commands_insert before insert on commands
  when exists (select 1 from commands where stream = new.stream and account = new.account and command_id = new.command_id)
  begin select raise(abort, 'The ledger is never edited: a command is recorded once.'); end;
