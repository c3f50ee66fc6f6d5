-- A Task as the claimers see it: what they need to tell people, without reading a body.
create table hub.escalation (
    key        bigint      primary key,
    task       text        not null,
    request    text        not null,
    pathway    text        not null,
    -- Of a further role of the pathway; empty for the one that answers.
    role       text        not null default '',
    priority   smallint    not null,
    requester  text        not null,
    holder     text,
    -- Since when the Task waits at its levels, and how far it came.
    started_at timestamptz not null,
    level      smallint    not null default 0,
    turn       smallint    not null default 0,
    waiting    boolean     not null
) with (fillfactor = 80);
create index escalation_of_a_request on hub.escalation (request);
create index escalation_waiting on hub.escalation (pathway, level) where waiting;

insert into hub.escalation (key, task, request, pathway, priority, requester, holder, started_at, waiting)
select r.key, 'Task/' || r.id, t.body -> 'focus' ->> 'reference', t.body ->> 'instantiatesCanonical',
       case t.body ->> 'priority' when 'stat' then 0 when 'asap' then 1 when 'urgent' then 2 else 3 end,
       t.body -> 'requester' ->> 'reference',
       case when t.body ->> 'status' in ('accepted', 'in-progress', 'on-hold', 'completed') then t.body -> 'owner' ->> 'reference' end,
       (t.body ->> 'authoredOn')::timestamptz, t.body ->> 'status' in ('requested', 'received')
from fhir.resource r cross join lateral (select r.body::jsonb) t (body)
where r.type = 'Task' and not r.deleted and t.body ? 'instantiatesCanonical' and t.body -> 'focus' ? 'reference' and t.body -> 'requester' ? 'reference';

-- A deadline is one step of one Task; about names the notification that is waited for, where it is one.
alter table hub.deadline drop constraint one_deadline_of_a_kind, drop constraint deadline_kind_check;
alter table hub.deadline add key bigint, add step smallint not null default 0, add about uuid not null default '00000000-0000-0000-0000-000000000000', add attempt smallint not null default 0;
update hub.deadline d set key = e.key from hub.escalation e where e.task = d.task;
update hub.deadline set kind = 'level', step = 1 where kind = 'accept';
delete from hub.deadline where key is null;
alter table hub.deadline alter key set not null, drop request, drop task,
    add constraint deadline_kind_check check (kind in ('level', 'repeat', 'resend', 'second-channel', 'alarm', 'reply', 'read-back')),
    add constraint one_deadline_of_a_step primary key (key, kind, step, about);
drop index hub.deadline_due;
create index stat_deadline_due on hub.deadline (due_at) where priority = 0;
create index deadline_due on hub.deadline (due_at) where priority > 0;
create index deadline_about_a_notification on hub.deadline (about) where about <> '00000000-0000-0000-0000-000000000000';

alter table hub.deadline_history add key bigint, add step smallint, add about uuid, add late_ms int,
    drop constraint deadline_history_ended_by_check,
    add constraint deadline_history_ended_by_check check (ended_by in ('fired', 'met', 'moved', 'overtaken'));

-- A deadline that could not be fired: set aside so that it holds up no other, told to the coordinators, and never forgotten.
create table hub.deadline_aside (
    key      bigint      not null,
    kind     text        not null,
    step     smallint    not null,
    about    uuid        not null,
    due_at   timestamptz not null,
    aside_at timestamptz not null,
    reason   text        not null,
    primary key (key, kind, step, about, aside_at)
);

-- Nobody is told the same step twice.
create unique index one_notification_of_a_step on hub.notification (key, level, turn, user_id, target) nulls not distinct;
create index notification_open on hub.notification (key) where response is null;
create index notification_of_a_request on hub.notification (request, created_at);
create index notification_to_a_person on hub.notification (user_id, created_at);

-- What each device of a person confirmed.
create table hub.notification_device (
    notification uuid        not null references hub.notification on delete cascade,
    device       text        not null,
    delivered_at timestamptz,
    displayed_at timestamptz,
    primary key (notification, device)
);
