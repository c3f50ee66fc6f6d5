-- One person told once at one step. The id is also that of the inbox event.
create table hub.notification (
    id           uuid primary key,
    key          bigint   not null,
    task         text,
    request      text     not null,
    level        smallint not null,
    turn         smallint not null,
    user_id      text,
    target       text     not null,
    priority     smallint not null,
    created_at   timestamptz not null,
    pushed_at    timestamptz,
    delivered_at timestamptz,
    displayed_at timestamptz,
    response     text check (response in ('accepted', 'declined', 'undefined', 'withdrawn')),
    responded_at timestamptz
);
