-- Changes of treatment of a patient watched at home: an index over the MedicationRequests and MedicationStatements of the care team.
create table hub.treatment_change (
    key         bigint      primary key,
    monitoring  bigint      not null,
    at          timestamptz not null,
    recorded_at timestamptz not null
);
create index treatment_change_by_arrival on hub.treatment_change (recorded_at);
