-- Calls with a patient watched at home: an index over the Communications that are based on their CarePlan.
create table hub.patient_call (
    key        bigint      primary key,
    monitoring bigint      not null,
    at         timestamptz not null,
    reached    boolean     not null
);
create index patient_call_of_a_monitoring on hub.patient_call (monitoring, at);

create unique index monitoring_by_plan on hub.monitoring (plan);
