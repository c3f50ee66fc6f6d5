-- A log grows for years, and every console confirms up to its newest number: what is confirmed already must not be looked at again.
create index inbox_event_undelivered on hub.inbox_event (user_id, seq) where delivered_at is null;
-- An event stands once in the log of each person it is told to.
create unique index one_event_of_a_log on hub.inbox_event (user_id, event_id);
