-- Only what is pending: narrow, deleted when done. What happened to each is in the history.
create table hub.deadline (
    request    text        not null,
    kind       text        not null check (kind in ('accept', 'reply', 'read-back')),
    task       text        not null,
    priority   smallint    not null,
    due_at     timestamptz not null,
    created_at timestamptz not null,
    constraint one_deadline_of_a_kind primary key (request, kind)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
create index deadline_due on hub.deadline (due_at, priority);

create table hub.deadline_history (
    request  text        not null,
    kind     text        not null,
    due_at   timestamptz not null,
    ended_at timestamptz not null,
    ended_by text        not null check (ended_by in ('fired', 'met', 'moved'))
);
create index deadline_history_of_a_request on hub.deadline_history (request);
