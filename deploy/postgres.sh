#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: the studio gets a user that owns its database and is no
# administrator. CREATEDB is what a restore needs; the role is the one that row-level security shows one workspace.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$TROUPE_PASSWORD" <<'SQL'
create role troupe login createdb password :'password';
create role troupe_app nologin noinherit;
grant troupe_app to troupe;
create database troupe owner troupe;
revoke connect on database troupe from public;
SQL
