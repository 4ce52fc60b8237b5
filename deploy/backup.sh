#!/bin/sh
# One backup: the whole database in PostgreSQL's own format, and the list of erasures beside it.
# Where the database is, libpq's variables say (PGHOST, PGUSER, PGPASSWORD, PGDATABASE …).
set -eu
. "$(dirname "$0")/erasures.sh"
if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi
folder=${BACKUP_DIR:?set BACKUP_DIR to the folder of the backups}
list=${ERASURES_DIR:?set ERASURES_DIR to the folder of the list of erasures}/erasures.txt
umask 077
mkdir -p "$folder"

name=$(date -u +%Y-%m-%dT%H%M%SZ).dump
new=$folder/.$name.new
trap 'rm -f "$new"' EXIT
pg_dump --format=custom --no-owner --no-privileges --file="$new"
# A backup that cannot be read is none; its name tells that it is whole.
pg_restore --list "$new" >/dev/null
sync "$new"
mv "$new" "$folder/$name"
if [ -f "$list" ]; then
    # One that was lost or begun anew takes nothing from what the backups are measured by.
    take_over "$list" "$folder/erasures.txt"
fi
sync "$folder"
# What was erased is in older backups until they go.
find "$folder" -name '*.dump' -mtime "+${BACKUP_DAYS:-30}" -exec rm -f {} +
echo "Backed up: $folder/$name"
