#!/bin/sh
# A backup each night at half past two, UTC; one that fails is said, and tried again an hour later.
set -eu
here=$(dirname "$0")
while :; do
    sleep $(((9000 - $(date -u +%s) % 86400 + 86399) % 86400 + 1))
    until sh "$here/backup.sh"; do
        echo "The backup failed." >&2
        sleep 3600
    done
done
