create schema fhir;

create sequence fhir.resource_key increment by 100;

-- The current version of every resource. A body is the exact text a reader gets back.
create table fhir.resource (
    key       bigint      not null primary key,
    type      text        not null,
    id        text        not null,
    version   int         not null,
    updated   timestamptz not null,
    deleted   boolean     not null default false,
    body      text        compression lz4,
    constraint resource_identity unique (type, id) include (key),
    constraint a_living_resource_has_a_body check (deleted or body is not null)
);
create index resource_by_time on fhir.resource (type, updated desc, key desc) where not deleted;

-- Versions that were superseded. Together with fhir.resource this is the whole history.
create table fhir.resource_history (
    key       bigint      not null,
    version   int         not null,
    updated   timestamptz not null,
    deleted   boolean     not null,
    body      text        compression lz4,
    primary key (key, version)
);

create table fhir.search_parameter (
    id   smallint generated always as identity primary key,
    type text not null,
    code text not null,
    unique (type, code)
);

-- One narrow table per kind of search value. Each has a value-led index for seeks and a resource-led one for the
-- per-resource probe and for the removal at the next write.
create table fhir.search_token (param smallint not null, system text, code text not null, key bigint not null);
create index search_token_by_value on fhir.search_token (param, code, system, key);
create index search_token_by_resource on fhir.search_token (key, param) include (code, system);

create table fhir.search_string (param smallint not null, value text not null, exact text not null, key bigint not null);
create index search_string_by_value on fhir.search_string (param, value text_pattern_ops, key);
create index search_string_by_resource on fhir.search_string (key, param);

create table fhir.search_date (param smallint not null, low timestamptz not null, high timestamptz not null, key bigint not null);
create index search_date_by_value on fhir.search_date (param, low, high, key);
create index search_date_by_resource on fhir.search_date (key, param) include (low, high);

create table fhir.search_reference (param smallint not null, target_type text not null, target_id text not null, key bigint not null);
create index search_reference_by_value on fhir.search_reference (param, target_id, target_type, key);
create index search_reference_by_resource on fhir.search_reference (key, param) include (target_type, target_id);

create table fhir.search_quantity (
    param smallint not null, low numeric not null, high numeric not null, system text, unit text, key bigint not null
);
create index search_quantity_by_value on fhir.search_quantity (param, low, high, key);
create index search_quantity_by_resource on fhir.search_quantity (key, param);

create table fhir.search_uri (param smallint not null, value text not null, key bigint not null);
create index search_uri_by_value on fhir.search_uri (param, value text_pattern_ops, key);
create index search_uri_by_resource on fhir.search_uri (key, param);

-- A write that carries a key of its own (the same request sent again by the same sender) is answered once and for all.
create table fhir.answered (
    sender   text        not null,
    key      text        not null,
    at       timestamptz not null,
    response text        not null,
    primary key (sender, key)
);
