-- Run once, when the volume is new: the hub owns its database and nothing else.
\getenv password HUB_DATABASE_PASSWORD
create role telemed login password :'password';
create database telemed owner telemed;
