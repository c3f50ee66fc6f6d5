-- The patient whom a Task is about: levels tell people of the patient's own care team.
alter table hub.escalation add patient text;

-- An evaluation is no alert, and has a lane of its own that delays none: priority -1.
alter table hub.deadline drop constraint deadline_kind_check,
    add constraint deadline_kind_check check (kind in ('level', 'repeat', 'resend', 'second-channel', 'alarm', 'reply', 'read-back', 'evaluate')),
    add constraint an_evaluation_has_its_lane check ((kind = 'evaluate') = (priority < 0));
create index evaluation_due on hub.deadline (due_at) where priority < 0;
