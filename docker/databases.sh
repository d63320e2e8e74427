#!/bin/sh
# Run once by the postgres image, on an empty volume: the sync service's own database and role beside Saleor's.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$SYNC_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE storefront LOGIN PASSWORD :'password';
CREATE DATABASE storefront OWNER storefront ENCODING UTF8 TEMPLATE template0;
SQL
