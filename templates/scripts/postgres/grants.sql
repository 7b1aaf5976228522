-- Included by roles.sql, once in each database: the schema's role owns all, the server's role reads and writes rows.
SET client_min_messages = warning;
SET ROLE :"schema_role";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"server_role";
-- Tables that the schema step will make, in this and every later version,
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"server_role";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"server_role";
-- and those that it made before.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"server_role";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"server_role";
RESET ROLE;
