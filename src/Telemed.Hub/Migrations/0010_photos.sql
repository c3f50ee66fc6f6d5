-- Photos as the hub drew them, in up to three sizes. The id is the one the client minted for its Binary; what no request refers to
-- within a day is removed. Bytes are stored as they are (a JPEG does not compress), so that a piece of one is read without the rest.
create table hub.photo (
    id            uuid        not null,
    variant       text        not null check (variant in ('original', 'preview', 'thumbnail')),
    owner         text        not null,
    content_type  text        not null default 'image/jpeg' check (content_type = 'image/jpeg'),
    width         int         not null,
    height        int         not null,
    size          int         not null,
    sha256        bytea       not null,
    source_sha256 bytea       not null,
    source_size   int         not null,
    bytes         bytea       not null,
    created_at    timestamptz not null,
    referenced_at timestamptz,
    primary key (id, variant)
);
alter table hub.photo alter column bytes set storage external;
create index photo_unreferenced_by_owner on hub.photo (owner) include (size) where referenced_at is null;
create index photo_unreferenced_by_age on hub.photo (created_at) where referenced_at is null;

-- Which resources show a photo, by their key in fhir.resource: who reaches one of them reaches the photo.
create table hub.photo_shown (
    photo_id uuid   not null,
    key      bigint not null,
    primary key (photo_id, key)
);

-- An original on its way. Its last piece is never stored here: it completes the photo or undoes the upload.
create table hub.upload (
    id         uuid        not null primary key,
    owner      text        not null,
    length     int         not null,
    received   int         not null default 0,
    sha256     bytea,
    created_at timestamptz not null,
    constraint an_upload_waits_for_its_last_piece check (received between 0 and length - 1)
);
create index upload_by_owner on hub.upload (owner) include (length);
create index upload_by_age on hub.upload (created_at);

create table hub.upload_piece (
    upload_id uuid  not null references hub.upload on delete cascade,
    at        int   not null,
    bytes     bytea not null,
    primary key (upload_id, at)
);
alter table hub.upload_piece alter column bytes set storage external;
