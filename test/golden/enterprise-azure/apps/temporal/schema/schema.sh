#!/bin/sh
# Brings Temporal's two databases to the schema of this image. May run any number of times:
# a database that is up to date is left alone, one that stopped half way is continued.
# Reads: DEFAULT_DATABASE, VISIBILITY_DATABASE, and the SQL_* variables of temporal-sql-tool.
set -eu

schemas="${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}"

update() {
  SQL_DATABASE="$1"
  export SQL_DATABASE
  echo "database $SQL_DATABASE: schema $2"
  # Writes the version tables when they are missing; a version above 0.0 stays as it is.
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-dir "$schemas/$2/versioned"
}

update "$DEFAULT_DATABASE" temporal
update "$VISIBILITY_DATABASE" visibility
