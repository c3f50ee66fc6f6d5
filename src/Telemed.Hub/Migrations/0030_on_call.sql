-- Where to find a rota (a Schedule) and the changes to it (its Slots): index rows, filled on write. What they say stays in the resources.
create table hub.rota (
    name text   not null,
    key  bigint not null primary key,
    constraint a_rota_has_one_schedule unique (name)
);

create table hub.rota_change (
    key       bigint      not null primary key,
    rota      bigint      not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null,
    holds     boolean     not null,
    pair      text
);
create index rota_change_to_come on hub.rota_change (rota, ends_at);
create index rota_change_of_a_pair on hub.rota_change (pair) where pair is not null;

-- What a calendar job has told, once and for all: a job that runs twice tells nobody twice.
create table hub.told_once (
    what text        not null primary key,
    at   timestamptz not null
);
create index told_once_by_age on hub.told_once (at);
