#!/bin/sh
# wipe-cache.sh HOME BRIDGE: deletes the bridge's cache; it makes a new one when it starts.
set -eu
cd "$1/bridges/$2"
rm -rf cache
printf '%s\t%s\t%s\twipe cache\n' "$(date +%s)000" "$2" "${INCIDENT:--}" >>"$1/ledger.tsv"
echo "cache of $2 wiped"
