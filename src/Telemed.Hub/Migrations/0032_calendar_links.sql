-- The secret address at which somebody's own calendar reads their turns. Only what it hashes to is kept; a new one ends the old one.
create table hub.calendar_link (
    user_id    text        not null primary key,
    secret     bytea       not null unique,
    created_at timestamptz not null
);
