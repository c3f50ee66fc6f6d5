-- The mailbox of each user: a gapless numbered log, written in the business transaction. The head is a row lock held to the commit,
-- so the order of numbers is the order of commits.
create table hub.inbox_head (
    user_id text   primary key,
    epoch   uuid   not null default gen_random_uuid(),
    seq     bigint not null default 0
);

create table hub.inbox_event (
    user_id      text        not null,
    seq          bigint      not null,
    event_id     uuid        not null,
    kind         text        not null,
    priority     text        not null,
    request      text        not null,
    task         text        not null,
    due_at       timestamptz,
    created_at   timestamptz not null,
    delivered_at timestamptz,
    displayed_at timestamptz,
    primary key (user_id, seq)
);
create index inbox_event_of_a_request on hub.inbox_event (request);
