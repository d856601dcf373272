#!/bin/sh
# Runs the golden files through the C99 runtime on big-endian processors, in qemu-user: s390x, PowerPC,
# MIPS and m68k, whose pointers, alignments and floats differ, too.
# usage: Scripts/test-big-endian.sh [PROCESSOR...]
#
# One line per processor; fails on a warning or a difference.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
warnings='-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-align -Wundef'
warnings="$warnings -Wdouble-promotion -Werror"
[ $# -gt 0 ] || set -- s390x powerpc mips m68k
failed=0

python3 Scripts/golden_stream.py --big-endian --output "$work/stream"
Scripts/combine-c99.sh > "$work/tessera.c"
for processor; do
  emulator=qemu-$processor
  [ "$processor" != powerpc ] || emulator=qemu-ppc
  for tool in "$processor-linux-gnu-gcc" "$emulator"; do
    if ! command -v "$tool" >/dev/null 2>&1; then
      echo "skipped: no $tool"
      continue 2
    fi
  done
  # shellcheck disable=SC2086
  "$processor-linux-gnu-gcc" $warnings -O2 -static -I Sources/CTesseraRuntime/include "$work/tessera.c" \
    Runtime/C99/test/golden.c Runtime/C99/test/golden_stream.c Runtime/C99/test/golden_test.c \
    -o "$work/$processor"
  if line=$("$emulator" "$work/$processor" "$work/stream" 2> "$work/log"); then
    echo "$processor: $line"
  else
    echo "$processor: FAILS: $line"
    sed -n 1,10p "$work/log" >&2
    failed=1
  fi
done
exit $failed
