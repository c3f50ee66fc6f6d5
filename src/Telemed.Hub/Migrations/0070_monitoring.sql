-- A patient watched at home: index rows beside the CarePlan, the Observations and the alarms that say it in FHIR.
create table hub.monitoring (
    -- Of the CarePlan.
    key          bigint      primary key,
    plan         text        not null,
    request      text        not null,
    patient      text        not null,
    team         text        not null,
    consent      text        not null,
    pathway      text        not null,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    evaluated_at timestamptz,
    -- Where the patient's alarms stand, as the engine left it.
    episode      jsonb       not null default '{"Answered": false, "Findings": []}',
    constraint a_request_begins_one_monitoring unique (request)
) with (fillfactor = 80);
create unique index one_active_monitoring_of_a_patient on hub.monitoring (patient) where ended_at is null;
create index monitoring_by_team on hub.monitoring (team) where ended_at is null;

-- Whom a level of an alarm tells: the CareTeam, as the claimers see it.
create table hub.care_team_member (
    team      text not null,
    role      text not null,
    principal text not null,
    primary key (team, role, principal)
);

-- What the rules see of each Observation and each visit, whatever order they came in.
create table hub.measurement (
    key         bigint           not null,
    patient     text             not null,
    measure     text             not null,
    at          timestamptz      not null,
    value       double precision not null,
    source      text             not null,
    received_at timestamptz      not null,
    primary key (key, measure, at)
);
create index measurement_of_a_patient on hub.measurement (patient, measure, at);

-- What the rules cannot use, for a person to look at: the Observation itself is stored.
create table hub.measurement_aside (
    key         bigint      not null,
    patient     text        not null,
    measure     text        not null,
    source      text        not null,
    reason      text        not null,
    received_at timestamptz not null,
    seen_at     timestamptz,
    seen_by     text,
    primary key (key, measure, reason),
    constraint seen_by_somebody check ((seen_at is null) = (seen_by is null))
);
create index measurement_aside_unseen on hub.measurement_aside (patient) where seen_at is null;

-- One alarm of an episode: its request is what people see and answer.
create table hub.alarm (
    -- Of its living Task.
    key        bigint      primary key,
    monitoring bigint      not null,
    request    text        not null,
    task       text        not null,
    flag       text        not null,
    level      text        not null,
    opened_at  timestamptz not null,
    ended_at   timestamptz,
    outcome    text,
    alarm_was  text        check (alarm_was in ('true', 'false', 'unknown')),
    constraint what_it_was_is_said_at_its_end check (alarm_was is null or ended_at is not null)
);
create unique index one_open_alarm_of_a_monitoring on hub.alarm (monitoring) where ended_at is null;
create index alarm_of_a_monitoring on hub.alarm (monitoring, opened_at);

-- What a rule found and from what, in which version: of an alarm, or of a rule that only runs in shadow. Kept, never changed.
create table hub.finding (
    id         uuid             primary key,
    monitoring bigint           not null,
    alarm      bigint,
    at         timestamptz      not null,
    rule       text             not null,
    version    text             not null,
    level      text             not null,
    mode       text             not null check (mode in ('live', 'shadow')),
    size       double precision not null,
    personal   jsonb,
    inputs     jsonb            not null,
    figures    jsonb            not null,
    reason     jsonb            not null,
    -- Since when a shadow finding does not stand any more.
    cleared_at timestamptz,
    constraint an_alarm_comes_from_what_speaks check (mode = 'live' or alarm is null)
);
create index finding_of_an_alarm on hub.finding (alarm) where alarm is not null;
create index finding_of_a_monitoring on hub.finding (monitoring, at);
create unique index one_standing_finding_in_shadow on hub.finding (monitoring, rule, coalesce(personal, 'null')) where mode = 'shadow' and cleared_at is null;
