-- Whose clock somebody is told of: a request waits to be accepted, or its answer is owed.
alter table hub.notification add column clock text not null default 'accept' check (clock in ('accept', 'reply'));
drop index hub.one_notification_of_a_step;
create unique index one_notification_of_a_step on hub.notification (key, clock, level, turn, user_id, target) nulls not distinct;
