-- What lists and counts need of a CarePlan without reading its body: when it was recorded and ends, the visits it plans, its pauses.
alter table hub.monitoring
    add recorded_at timestamptz,
    add ends_at     timestamptz,
    -- Where the patient lives, as an IANA zone: says which day a visit is of.
    add zone        text            not null default 'Europe/Paris',
    add visits      jsonb           not null default '[]',
    add pauses      tstzmultirange  not null default '{}';

-- Of a plan before this, its start is all that is known of when it was recorded.
update hub.monitoring set recorded_at = started_at;
alter table hub.monitoring alter recorded_at set not null;

update hub.monitoring m set
    ends_at = case when r.body::jsonb #>> '{period,end}' ~ '^\d{4}-\d\d-\d\d' then (r.body::jsonb #>> '{period,end}')::timestamptz end,
    pauses = coalesce(
        (select range_agg(tstzrange((e #>> '{valuePeriod,start}')::timestamptz, (e #>> '{valuePeriod,end}')::timestamptz))
         from jsonb_array_elements(r.body::jsonb -> 'extension') e
         where e ->> 'url' = 'https://telemed.example/fhir/StructureDefinition/monitoring-pause'
           and e #>> '{valuePeriod,start}' ~ '^\d{4}-\d\d-\d\d' and coalesce(e #>> '{valuePeriod,end}', '9999-01-01') ~ '^\d{4}-\d\d-\d\d'),
        '{}')
from fhir.resource r where r.key = m.key and not r.deleted;

create index monitoring_by_end on hub.monitoring (ends_at) where ended_at is null;
