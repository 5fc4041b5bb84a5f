#!/bin/sh
# clean-recordings.sh HOME BRIDGE: deletes recordings of sessions that have ended; those that live are .part files.
set -eu
recordings=$1/bridges/$2/data/recordings
cd "$recordings"
find . -maxdepth 1 -type f \( -name '*.rec' -o -name '*.cut' \) -exec rm -f {} +
printf '%s\t%s\t%s\tclean recordings\n' "$(date +%s)000" "$2" "${INCIDENT:--}" >>"$1/ledger.tsv"
du -sk . | sed 's/[^0-9].*/ KiB are left/'
