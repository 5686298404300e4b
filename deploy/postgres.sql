-- Run once, by the image, on an empty database. Contremarque owns its database and is nothing beyond it.
\set password `cat /run/secrets/postgres-password`
CREATE ROLE contremarque LOGIN PASSWORD :'password';
CREATE DATABASE contremarque OWNER contremarque;
REVOKE ALL ON DATABASE contremarque FROM PUBLIC;
