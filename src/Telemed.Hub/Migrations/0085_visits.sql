-- Who said how a patient at home is, and when: an index row beside each QuestionnaireResponse that grades signs.
create table hub.visit (
    -- Of the QuestionnaireResponse.
    key     bigint      primary key,
    patient text        not null,
    author  text        not null,
    at      timestamptz not null,
    -- The territory's day on which the patient said it themselves; null for a visit.
    own_day date
);
create index visit_of_a_patient on hub.visit (patient, at) where own_day is null;
-- A patient says it once a day: what comes second replaces nothing.
create unique index one_own_report_a_day on hub.visit (patient, own_day) where own_day is not null;

-- A link by which a patient says how they are, without an account. The link itself is signed and kept nowhere.
create table hub.own_link (
    id         uuid        primary key,
    patient    text        not null,
    created_at timestamptz not null,
    created_by text        not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text,
    constraint revoked_by_somebody check ((revoked_at is null) = (revoked_by is null))
);
-- A new link ends the one before.
create unique index one_link_of_a_patient on hub.own_link (patient) where revoked_at is null;

-- Whose round a patient is on.
create index care_team_member_by_principal on hub.care_team_member (principal);
