-- Rows in which something waits for somebody: what inboxes are made from. Few at any time, however many streams there are.
create index summary_waiting on summary (stream) where instr(extra, '"waiting":[') > 0;
