-- The reply clock in levels: from when they are counted (null while it stands still or is over), and the last one told.
alter table hub.escalation add reply_from timestamptz, add reply_level smallint not null default -1;

update hub.escalation e
set reply_from = (t.body ->> 'authoredOn')::timestamptz + coalesce((
    select (x ->> 'valueDecimal')::float8 from jsonb_array_elements(t.body -> 'extension') x where x ->> 'url' like '%/reply-paused-seconds'), 0) * interval '1 s'
from hub.deadline d join fhir.resource r using (key) cross join lateral (select r.body::jsonb) t (body)
where d.key = e.key and d.kind = 'reply';
