-- The one clock. Tests, drills and the demo re-create this function with an anchor and a rate; its body stays a plain
-- expression over statement_timestamp(), so that the planner inlines it and an index on a due time is used.
create schema if not exists hub;

create function hub.now() returns timestamptz language sql stable parallel safe
as $$ select statement_timestamp() $$;
