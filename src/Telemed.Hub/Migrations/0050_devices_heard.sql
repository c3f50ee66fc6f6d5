-- When a device of a person was last heard. Only times: a node that is killed leaves nothing behind that says somebody is there.
-- Written again and again and read by person alone: no further index, so that an update stays on its page.
create table hub.device (
    user_id  text        not null,
    device   text        not null,
    heard_at timestamptz not null,
    primary key (user_id, device)
) with (fillfactor = 50);

-- From when to when a node listened: only while somebody listens can anybody be called silent.
create table hub.listening (
    node  uuid        primary key,
    since timestamptz not null,
    at    timestamptz not null
) with (fillfactor = 50);
