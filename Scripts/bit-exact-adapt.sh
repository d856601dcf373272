#!/bin/sh
# Runs random sequences of calls to students that learn through every implementation of the runtime: labels,
# deltas that are saved, loaded and damaged, adapted answers. The students are those of
# `golden.adapt_students`. Prints code, RAM and instructions.
#
#   Scripts/bit-exact-adapt.sh            10,000 sequences of each student on the host, 400 with the oracle, and
#                                         1,200 of each on each core that runs in QEMU: 10,800 in all
#   Scripts/bit-exact-adapt.sh --short    fewer, on two cores
#
# Fails when a digest differs, or when a figure of C99 with -Os or of Embedded Swift is over its limit for the
# student of 144 inputs, 8 components and 4 outputs: 6,000 instructions of learning and 300 of applying on the Cortex-M4, 35,000 and
# 1,500 on the M0+, 1,100 bytes of state and 256 of a delta. Instructions are not cycles.
set -eu
cd "$(dirname "$0")/.."
. Scripts/device.sh

host=10000 oracle=400 device=1200 chosen=$(cores)
if [ "${1:-}" = --short ]; then
  host=1000 oracle=20 device=100 chosen='cortex-m0plus cortex-m4'
fi
include=Sources/CTesseraRuntime/include
harness='Runtime/BitExact/bit_exact.c Runtime/BitExact/adapt_sequence.c'
strict='-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
students=$(python3 Scripts/adapt_students.py "$work" | cut -d' ' -f1)
count=$(echo "$students" | wc -l)

# answers SEQUENCES PROGRAM: a line for each student.
answers() {
  for student in $students; do "$2" "$1" "$work/$student.tessera" adapt; done
}

# report NAME FILE EXPECTED
report() {
  if cmp -s "$2" "$3"; then
    verdict=equal
  else
    verdict=DIFFERS failed=1
    paste "$2" "$3" | awk '$3 != $6' | head -3 >&2
  fi
  printf '%-32s %9s %12s  %s\n' "$1" "$count" "$(awk '/^sequences/ {s += $2} END {print s + 0}' "$2")" \
    "$verdict"
}

printf '%-32s %9s %12s  %s\n' implementation students calls ''
python3 Scripts/adapt_students.py "$work" "$oracle" | sed 's/^[^ ]*/sequences/' > "$work/oracle"
answers "$oracle" .build/release/BitExact > "$work/answers"
report 'host, Swift, with the oracle' "$work/answers" "$work/oracle"
answers "$host" .build/release/BitExact > "$work/expected"
for compiler in gcc clang; do
  if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "skipped: no $compiler"
    continue
  fi
  for flags in -O2 '-O2 -DTESSERA_PORTABLE' \
      '-O1 -fsanitize=undefined,address -fno-sanitize-recover=all'; do
    # shellcheck disable=SC2086
    "$compiler" $strict $flags -I $include -I Runtime/BitExact $harness Runtime/BitExact/host.c \
      Runtime/BitExact/main.c Runtime/C99/tessera.c -o "$work/host"
    answers "$host" "$work/host" > "$work/answers"
    report "host, C99, $compiler $(echo "$flags" | cut -c1-20)" "$work/answers" "$work/expected"
  done
done

for tool in arm-none-eabi-gcc qemu-system-arm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit $failed
  fi
done
answers "$device" .build/release/BitExact > "$work/expected"

# on_device RUNTIME: a line of each student, and the figures of the first in $work/figures.
on_device() {
  for student in $students; do
    image adapt "$work/$student.tessera" "$work/bit_exact.o" "$work/adapt_sequence.o" \
      "$work/adapt_main.o" "$1"
    emulate adapt 900 -icount shift=0 > "$work/output" || true
    grep '^sequences' "$work/output" || cat "$work/output" >&2
    [ "$student" != adapt-n144-k8-d8-c4 ] || grep '^measured' "$work/output" > "$work/figures"
  done
}

# kept OBJECT FUNCTION...: bytes that a firmware has of these functions.
kept() {
  object=$1
  shift
  roots=
  for function; do roots="$roots -Wl,-u,tessera_$function"; done
  # shellcheck disable=SC2086
  cross -nostdlib -Wl,--gc-sections -Wl,-e,tessera_open $roots "$object" $support -lgcc -o "$work/kept.elf"
  tool size -A "$work/kept.elf" | awk '$1 ~ /^\.(text|rodata)/ {s += $2} END {print s + 0}'
}

# without PART...: flags that leave these out.
without() { for part; do echo "-DTESSERA_WITH_$part=0"; done; }

# show_code: what learning adds to a firmware with the measured student, of all functions, without the delta, and
# of the rule alone.
show_code() {
  parts=$(without FORMAT_1 STANDARDIZED HEAD SCALES KEPT_INPUTS PROGRAM CONSTANTS LIMITS BEATS STREAM WIDE)
  # shellcheck disable=SC2086
  compile Runtime/C99/tessera.c alone -Os $parts
  # shellcheck disable=SC2086
  compile Runtime/C99/tessera.c never -Os $parts -DTESSERA_WITH_ADAPTATION=0
  least=$(kept "$work/never.o" infer)
  some='infer adapt_begin adapt_keep adapt_ask adapt_learn adapt_commit adapt_apply'
  # shellcheck disable=SC2086
  echo "$core: -Os, learning adds $(($(kept "$work/alone.o" $some adapt_save adapt_load) - least)) bytes of code," \
    "$(($(kept "$work/alone.o" $some) - least)) without save and load," \
    "$(($(kept "$work/alone.o" infer adapt_learn adapt_apply) - least)) of learning and applying alone"
}

# check_figures RUNTIME: those of a line `measured`.
check_figures() {
  read -r _ state delta learn apply keep stack < "$work/figures"
  echo "$core, $1: state $state bytes for 16 answers, delta $delta; instructions: learn $learn," \
    "apply $apply, keep $keep; stack $stack"
  limit 'bytes of state' "$state" 1100
  limit 'bytes of a delta' "$delta" 256
  case $core in
    cortex-m0plus) limit 'instructions of learning' "$learn" 35000
      limit 'instructions of applying' "$apply" 1500 ;;
    cortex-m4) limit 'instructions of learning' "$learn" 6000
      limit 'instructions of applying' "$apply" 300 ;;
  esac
}

# shellcheck disable=SC2046
swift=$(cores swift)
for core in $chosen; do
  core "$core"
  compile_board
  compile Runtime/BitExact/bit_exact.c bit_exact -O2
  compile Runtime/BitExact/adapt_sequence.c adapt_sequence -O2
  compile Runtime/QEMU/adapt_main.c adapt_main -O1 "-DSEQUENCES=$device"
  compile Runtime/C99/tessera.c tessera -Os
  on_device "$work/tessera.o" > "$work/answers"
  report "$core, C99 -Os" "$work/answers" "$work/expected"
  check_figures 'C99 -Os'
  show_code
  case " $(echo "$swift" | xargs) " in
    *" $core "*)
      Scripts/embedded-build.sh "$core" > "$work/build.txt" || { cat "$work/build.txt" >&2; exit 1; }
      on_device ".build/embedded/$core/libtessera.a" > "$work/answers"
      report "$core, Embedded Swift" "$work/answers" "$work/expected"
      check_figures 'Embedded Swift' ;;
  esac
done
exit $failed
