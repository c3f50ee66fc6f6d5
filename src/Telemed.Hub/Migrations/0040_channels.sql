-- How a person can be reached, in the person's own order. The console is not among them: it is always told.
create table hub.contact_point (
    id             uuid        primary key,
    user_id        text        not null,
    channel        text        not null check (channel in ('push', 'sms', 'voice', 'email')),
    address        text        not null,
    position       smallint    not null,
    usable         boolean     not null default true,
    -- A browser that subscribed: its public key, its secret, and what its owner calls it.
    p256dh         bytea,
    auth           bytea,
    device         text,
    created_at     timestamptz not null,
    verified_at    timestamptz,
    tested_at      timestamptz,
    last_result    text,
    last_result_at timestamptz,
    constraint an_address_once_for_a_person unique (user_id, channel, address),
    constraint a_subscription_has_its_keys check ((channel = 'push') = (p256dh is not null and auth is not null))
);

-- A notification on one channel. The id is the key under which a provider takes it once, however often it is sent.
create table hub.delivery (
    id              uuid        primary key,
    notification    uuid,
    contact_point   uuid        references hub.contact_point on delete set null,
    user_id         text,
    channel         text        not null,
    address         text,
    request         text,
    task            text,
    priority        smallint    not null,
    state           text        not null check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'unreachable', 'withdrawn')),
    attempt         smallint    not null default 0,
    next_attempt_at timestamptz,
    lease_until     timestamptz,
    receipt_due_at  timestamptz,
    provider_id     text,
    reason          text,
    created_at      timestamptz not null,
    sent_at         timestamptz,
    delivered_at    timestamptz,
    ended_at        timestamptz,
    constraint a_queued_delivery_has_a_next_attempt check ((state = 'queued') = (next_attempt_at is not null)),
    constraint a_delivery_being_sent_has_a_lease check ((state = 'sending') = (lease_until is not null)),
    constraint a_sent_delivery_was_sent check (state not in ('sent', 'delivered') or sent_at is not null),
    constraint a_delivered_delivery_was_delivered check ((state = 'delivered') = (delivered_at is not null)),
    constraint what_is_over_has_ended check ((state in ('delivered', 'failed', 'unreachable', 'withdrawn')) = (ended_at is not null)),
    constraint only_the_unreachable_have_no_address check (state = 'unreachable' or (address is not null and channel in ('push', 'sms', 'voice', 'email'))),
    constraint only_what_was_sent_awaits_a_receipt check (receipt_due_at is null or state = 'sent')
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

-- Nobody is told the same thing twice at the same address.
create unique index one_delivery_of_a_notification_to_an_address on hub.delivery (notification, channel, address) nulls not distinct where notification is not null;
create index delivery_of_a_request on hub.delivery (request, created_at);
create index delivery_to_a_contact_point on hub.delivery (contact_point, created_at);
-- What a worker may take: due, or taken by a node that did not come back. Alerts of priority stat have their own worker.
create index stat_delivery_to_send on hub.delivery ((coalesce(next_attempt_at, lease_until))) where state in ('queued', 'sending') and priority = 0;
create index delivery_to_send on hub.delivery ((coalesce(next_attempt_at, lease_until))) where state in ('queued', 'sending') and priority > 0;
create index delivery_without_receipt on hub.delivery (receipt_due_at) where receipt_due_at is not null;

create table hub.delivery_attempt (
    delivery   uuid        not null references hub.delivery on delete cascade,
    attempt    smallint    not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    -- Null while it is under way, and for ever when the node died: what came of it nobody knows.
    outcome    text        check (outcome in ('sent', 'refused', 'failed', 'withdrawn')),
    detail     text,
    primary key (delivery, attempt),
    constraint an_outcome_has_its_time check ((outcome is null) = (ended_at is null))
);

-- What providers said, each thing once.
create table hub.receipt (
    provider    text        not null,
    event       text        not null,
    delivery    uuid        not null references hub.delivery on delete cascade,
    status      text        not null check (status in ('sent', 'delivered', 'failed')),
    at          timestamptz not null,
    received_at timestamptz not null,
    detail      text,
    primary key (provider, event)
);
create index receipt_of_a_delivery on hub.receipt (delivery, at);

-- The key pair by which push services know this hub (RFC 8292); every node signs with the same.
create table hub.vapid_key (
    only_one    boolean     primary key default true check (only_one),
    private_key bytea       not null,
    created_at  timestamptz not null
);
