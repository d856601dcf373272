#!/usr/bin/env bash
# Whether the blob and the scratch memory of a generated folder have their alignment on cores whose
# uint32_t has less: AVR (1 byte) and m68k (2 bytes). It compiles and reads the object files.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tessera=$project/.build/release/tessera
cd "$work"

fail() {
  echo "FAIL alignment: $1" >&2
  exit 1
}

"$tessera" compress "$project/Examples/SyntheticBeats/beats-train.npz" \
  --k 2 --lambda 10 --output student.tessera --quiet
"$tessera" generate student.tessera --output firmware --name beats --quiet
cat > use.c <<'C'
#include "beats.h"
BEATS_SCRATCH(scratch);
uint32_t plain[1];
C

# Prints the alignment of a section as a power of two.
alignment() {
  "$1-objdump" -h "$2" | awk -v name="$3" '$2 == name { sub(/.*\*\*/, ""); print }'
}

# AVR keeps the blob in program memory, which its library declares for a named part only.
declare -A part=([avr]=-mmcu=atmega1284p [m68k-linux-gnu]=)
declare -A constants=([avr]=.progmem.data [m68k-linux-gnu]=.rodata)
for core in avr m68k-linux-gnu; do
  for file in use.c firmware/src/beats.c; do
    "$core-gcc" -std=c99 -Wall -Wextra -pedantic -Werror -ffreestanding -fno-common \
      ${part[$core]} -fdata-sections -Ifirmware/src -c -o "$core-$(basename "$file" .c).o" "$file"
  done
  [ "$(alignment "$core" "$core-use.o" .bss.scratch)" = 2 ] || fail "scratch memory on $core"
  [ "$(alignment "$core" "$core-beats.o" "${constants[$core]}.beats_blob")" = 4 ] || fail "blob on $core"
  # The test is one only where uint32_t alone does not suffice.
  [ "$(alignment "$core" "$core-use.o" .bss.plain)" -lt 2 ] || fail "$core aligns uint32_t itself"
  echo "PASS alignment: 4 bytes of scratch memory and 16 of the blob on $core"
done
