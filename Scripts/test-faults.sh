#!/bin/sh
# Fails each open, read, write, fsync, rename, link, close and unlink of a compress once, and kills
# it before each: nothing is ever half-written, and every failure has its exit code and message.
# Then fills a small disk under every verb that writes.
# usage: Scripts/test-faults.sh
set -eu

tool=${TESSERA:-.build/release/tessera}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -std=gnu11 -O1 -Wall -Wextra -Werror -shared -fPIC -o "$work/faults.so" \
  Scripts/faults/faults.c -ldl
python3 Scripts/faults/system_calls.py "$tool" "$work/faults.so"

# Mounting takes a namespace, and that takes root, or a kernel that lets users be root in one.
mapping=
[ "$(id -u)" = 0 ] || mapping=--map-root-user
if unshare --mount $mapping true; then
  unshare --mount $mapping python3 Scripts/faults/full_disk.py "$tool"
else
  echo "skipped: a full disk, for which this system lets nobody mount one"
fi
