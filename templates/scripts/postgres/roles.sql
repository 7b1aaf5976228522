-- Databases, roles and privileges for Temporal on a PostgreSQL that is not made by this repository (15 or 16).
-- Run by psql as the server's administrator; no superuser is needed. May run any number of times.
--
--   psql "host=… dbname=postgres user=… sslmode=verify-full sslrootcert=system" -f scripts/postgres/roles.sql
--
-- Variables (-v name=value): default_database (temporal), visibility_database (temporal_visibility),
-- schema_role (temporal_schema), server_role (temporal).
-- Passwords come from the environment, TEMPORAL_SCHEMA_PASSWORD and TEMPORAL_PASSWORD. One that is not given stays as it is;
-- `\password temporal_schema` in psql sets it too, and then the server sees only its hash.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;

\if :{?default_database} \else \set default_database temporal
\endif
\if :{?visibility_database} \else \set visibility_database temporal_visibility
\endif
\if :{?schema_role} \else \set schema_role temporal_schema
\endif
\if :{?server_role} \else \set server_role temporal
\endif
\set schema_password `printenv TEMPORAL_SCHEMA_PASSWORD`
\set server_password `printenv TEMPORAL_PASSWORD`

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY[:'schema_role', :'server_role']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT :'schema_password' <> '' AS has_schema_password, :'server_password' <> '' AS has_server_password \gset
\if :has_schema_password
ALTER ROLE :"schema_role" PASSWORD :'schema_password';
\endif
\if :has_server_password
ALTER ROLE :"server_role" PASSWORD :'server_password';
\endif

-- Only who belongs to a role may make databases for it and say what its tables grant.
GRANT :"schema_role" TO CURRENT_USER;

SELECT format('CREATE DATABASE %I OWNER %I', name, :'schema_role')
FROM unnest(ARRAY[:'default_database', :'visibility_database']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

REVOKE ALL ON DATABASE :"default_database", :"visibility_database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"default_database", :"visibility_database" TO :"server_role";

\connect :default_database
\ir grants.sql

\connect :visibility_database
\ir grants.sql
-- Managed services let nobody but the administrator make it, and only when it is on their list of allowed extensions.
CREATE EXTENSION IF NOT EXISTS btree_gin;

\echo databases :default_database, :visibility_database and roles :schema_role, :server_role are as they should be
