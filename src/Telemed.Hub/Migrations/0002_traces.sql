-- One row for each resource that somebody read, searched or changed: the material of IHE BALP's AuditEvents.
create table hub.trace (
    recorded    timestamptz not null,
    agent       text        not null,
    interaction text        not null,
    resource    text        not null,
    version     int         not null
);
create index trace_of_a_resource on hub.trace (resource, recorded);
create index trace_of_an_agent on hub.trace (agent, recorded);

create function hub.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'traces are only ever added';
end $$;
create trigger traces_are_only_ever_added before update or delete on hub.trace
    for each row execute function hub.refuse_change();
