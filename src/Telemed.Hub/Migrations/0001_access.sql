-- Who reaches what, as rows. A circle is what people share: the case of one request, or what one author wrote.
-- A resource stands in circles, in a section of each; a member reaches the sections of the circle that their part opens.
create table hub.access_content (
    circle  text   not null,
    key     bigint not null,
    section text   not null,
    primary key (key, circle)
);
create index access_content_of_a_circle on hub.access_content (circle);

create table hub.access_member (
    circle    text   not null,
    principal text   not null,
    sections  text[] not null,
    primary key (circle, principal)
);
create index access_member_by_principal on hub.access_member (principal);
