-- Whether the working rows of an ended request are gone already: it is not looked at again.
alter table hub.escalation add forgotten boolean not null default false;
