-- What alarms were that a person raised, and no rule: they count in the patient's record, apart.
create table hub.alarm_by_hand (
    -- Of its living Task.
    key       bigint      primary key,
    patient   text        not null,
    ended_at  timestamptz not null,
    outcome   text,
    alarm_was text        not null check (alarm_was in ('true', 'false', 'unknown'))
);
create index alarm_by_hand_of_a_patient on hub.alarm_by_hand (patient);
