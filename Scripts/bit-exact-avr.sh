#!/bin/sh
# Runs random inputs through the C99 runtime on an ATmega1284P in simavr, with each golden student in its
# program memory, and compares every answer with the Swift runtime on the host. An int has 16 bits there.
#
#   Scripts/bit-exact-avr.sh            10,000 inputs
#   Scripts/bit-exact-avr.sh --short    1,000
set -eu
cd "$(dirname "$0")/.."
. Scripts/device.sh
total=10000
[ "${1:-}" != --short ] || total=1000
for tool in avr-gcc simavr; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

students=0
for golden in Tests/Fixtures/Golden/*.tessera; do students=$((students + 1)); done
each=$(((total + students - 1) / students))
core atmega1284p
compile_board
compile Runtime/C99/tessera.c tessera -Os -DTESSERA_PROGRAM_MEMORY
compile Runtime/BitExact/bit_exact.c bit_exact -Os
compile Runtime/BitExact/device.c device -Os "-DRANDOM=$each"
failed=0 large=0 equal=0 inputs=0
for golden in Tests/Fixtures/Golden/*.tessera; do
  if ! image run "$golden" "$work/tessera.o" "$work/bit_exact.o" "$work/device.o" 2> "$work/log"; then
    large=$((large + 1))
    continue
  fi
  emulate run 300 | grep -aoE '(random [0-9]+ [0-9a-f]+|too large|refused)' > "$work/answer" || true
  if grep -q 'too large' "$work/answer"; then
    large=$((large + 1))
    continue
  fi
  .build/release/BitExact "$each" "$golden" > "$work/expected"
  if cmp -s "$work/expected" "$work/answer"; then
    equal=$((equal + 1))
    inputs=$((inputs + $(cut -d' ' -f2 "$work/answer")))
  else
    failed=1
    echo "$golden: $(cat "$work/answer"), expected $(cat "$work/expected")" >&2
  fi
done
echo "atmega1284p, C99: $equal students, $inputs random inputs equal; $large students do not fit"
exit $failed
