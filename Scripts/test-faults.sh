#!/bin/sh
# Fails each open, read, write, fsync, rename, link, close and unlink of a compress once, and kills
# it before each: nothing is ever half-written, and every failure has its exit code and message.
# Then a full disk, where the standard output goes, and memory that does not suffice.
# usage: Scripts/test-faults.sh
set -eu

tool=${TESSERA:-.build/release/tessera}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -std=gnu11 -O1 -Wall -Wextra -Werror -shared -fPIC -o "$work/faults.so" \
  Scripts/faults/faults.c -ldl
python3 Scripts/faults/system_calls.py "$tool" "$work/faults.so"
