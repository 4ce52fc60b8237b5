#!/bin/sh
# restore.sh [FILE]: a backup, the newest unless named, into an empty database; all of it or nothing.
# Afterwards, before the site opens: manage.py migrate, manage.py apply_erasures, manage.py invariants.
set -eu
. "$(dirname "$0")/erasures.sh"
if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi
folder=${BACKUP_DIR:?set BACKUP_DIR to the folder of the backups}
erasures=${ERASURES_DIR:?set ERASURES_DIR to the folder of the list of erasures}
file=${1:-$(find "$folder" -name '*.dump' | sort | tail -n 1)}
if [ ! -f "$file" ]; then
    echo "There is no backup ${1:-in $folder}. Nothing was changed." >&2
    exit 1
fi
tables=$(psql -XAtc "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^pg_|^information_schema$'")
if [ "$tables" != 0 ]; then
    echo "The database ${PGDATABASE:-} is not empty. Make a new one, and restore into that." >&2
    echo "Nothing was changed." >&2
    exit 1
fi
pg_restore --single-transaction --exit-on-error --no-owner --no-privileges \
    --dbname="${PGDATABASE:?set PGDATABASE}" "$file"
if [ -f "$folder/erasures.txt" ]; then
    mkdir -p "$erasures"
    take_over "$folder/erasures.txt" "$erasures/erasures.txt"
    chmod a+rw "$erasures/erasures.txt"
fi
echo "Restored: $file"
