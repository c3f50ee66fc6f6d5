-- The keys that sign cookies and tokens, shared by every node.
create table hub.data_protection_key (
    name text primary key,
    xml  text not null
);
