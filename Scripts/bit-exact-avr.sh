#!/bin/sh
# Runs random inputs through the C99 runtime on an ATmega1284P in simavr, with each golden student in its
# program memory, and compares every answer with the Swift runtime on the host. An int has 16 bits there.
#
#   Scripts/bit-exact-avr.sh            10,000 inputs
#   Scripts/bit-exact-avr.sh --short    1,000
set -eu
cd "$(dirname "$0")/.."
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
warnings='-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-align -Wundef'
warnings="$warnings -Wdouble-promotion -Werror"

# on_avr ARGUMENT...: the compiler.
on_avr() {
  avr-gcc -mmcu=atmega1284p -Os -ffunction-sections -fdata-sections "$@"
}

# compile SOURCE OBJECT FLAG...
compile() {
  source=$1 object=$2
  shift 2
  # shellcheck disable=SC2086
  on_avr $warnings -ffreestanding -I Sources/CTesseraRuntime/include -I Runtime/BitExact "$@" \
    -c "$source" -o "$work/$object.o"
}

students=0
for golden in Tests/Fixtures/Golden/*.tessera; do students=$((students + 1)); done
each=$(((total + students - 1) / students))
compile Runtime/C99/tessera.c tessera -DTESSERA_PROGRAM_MEMORY
compile Runtime/AVR/board.c board
compile Runtime/BitExact/bit_exact.c bit_exact
compile Runtime/BitExact/device.c device "-DRANDOM=$each"
failed=0 large=0 equal=0 inputs=0
for golden in Tests/Fixtures/Golden/*.tessera; do
  on_avr "-DSTREAM=\"$golden\"" -c Runtime/AVR/stream.S -o "$work/stream.o"
  if ! on_avr -Wl,--gc-sections "$work/tessera.o" "$work/board.o" "$work/bit_exact.o" "$work/device.o" \
      "$work/stream.o" -o "$work/run.elf" 2> "$work/log"; then
    large=$((large + 1))
    continue
  fi
  timeout 300 simavr -m atmega1284p -f 16000000 "$work/run.elf" 2>&1 |
    grep -aoE '(random [0-9]+ [0-9a-f]+|too large|refused)' > "$work/answer" || true
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
