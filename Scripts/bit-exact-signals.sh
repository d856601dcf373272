#!/bin/sh
# Runs the same windows through every implementation of the runtime, from counts to the answer, and
# compares every feature and answer. The students are those of `golden.signals`, of 1,250 samples.
#
#   Scripts/bit-exact-signals.sh            1,000,000 random and hostile windows on the host in all, 10,000
#                                           with the oracle and on each core, and
#                                           10,000 real ones
#   Scripts/bit-exact-signals.sh --short    fewer, on two cores
#
# Answers are compared by a digest of every quantised feature, status, label, region, margin and output.
set -eu
cd "$(dirname "$0")/.."
. Scripts/device.sh

host=125000 oracle=1250 device=1250 real=1250 chosen=$(cores) swift=$(cores swift)
if [ "${1:-}" = --short ]; then
  host=1600 oracle=24 device=24 real=24 chosen='cortex-m0plus cortex-m4'
  swift=$chosen
fi
include=Sources/CTesseraRuntime/include
harness='Runtime/BitExact/bit_exact.c'
strict='-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
students=$(python3 Scripts/signal_students.py "$work" | grep -v 'signal-events-k1\.')
count=$(echo "$students" | wc -l)
dump=../shared/data/iegm-train.npz
inputs=
if [ -e "$dump" ]; then
  inputs=$work/real.i16
  python3 Scripts/counts_inputs.py "$dump" "$inputs" "$real"
else
  echo "skipped: no dump $dump"
fi

# answers RANDOM PROGRAM...: a line of digests for each student, and one of the real windows.
answers() {
  random=$1
  shift
  for student in $students; do
    # shellcheck disable=SC2086
    "$@" "$random" "$student" $inputs
  done
}

# report NAME FILE EXPECTED
report() {
  if cmp -s "$2" "$3"; then
    verdict=equal
  else
    verdict=DIFFERS failed=1
    paste "$2" "$3" | awk '$3 != $6' | head -3 >&2
  fi
  printf '%-28s %9s %14s %12s  %s\n' "$1" "$count" "$(awk '/^random/ {s += $2} END {print s + 0}' "$2")" \
    "$(awk '/^inputs/ {s += $2} END {print s + 0}' "$2")" "$verdict"
}

printf '%-28s %9s %14s %12s  %s\n' implementation students 'random windows' 'real windows' ''
answers "$host" .build/release/BitExact > "$work/expected-host"
answers "$oracle" .build/release/BitExact > "$work/expected-oracle"
report 'host, Swift' "$work/expected-host" "$work/expected-host"
for compiler in gcc clang; do
  if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "skipped: no $compiler"
    continue
  fi
  for flags in -O2 '-O1 -fsanitize=undefined -fno-sanitize-recover=all'; do
    # shellcheck disable=SC2086
    "$compiler" $strict $flags -I $include $harness Runtime/BitExact/adapt_sequence.c Runtime/BitExact/host.c \
      Runtime/BitExact/main.c Runtime/C99/tessera.c -o "$work/host"
    case $flags in
      -O2) answers "$host" "$work/host" > "$work/answers"
        report "host, C99, $compiler -O2" "$work/answers" "$work/expected-host" ;;
      *) answers "$oracle" "$work/host" > "$work/answers"
        report "host, C99, $compiler, UBSan" "$work/answers" "$work/expected-oracle" ;;
    esac
  done
done
answers "$oracle" python3 Scripts/bit_exact_oracle.py > "$work/answers"
report 'host, oracle' "$work/answers" "$work/expected-oracle"

for tool in arm-none-eabi-gcc qemu-system-arm riscv64-unknown-elf-gcc qemu-system-riscv32 \
    xtensa-lx106-elf-gcc qemu-system-xtensa; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit $failed
  fi
done
answers "$device" .build/release/BitExact > "$work/expected-device"

# on_device RUNTIME: a line of digests for each student, and one of the real windows.
on_device() {
  for student in $students; do
    compile Runtime/BitExact/device.c device -O2 "-DRANDOM=$device" \
      ${inputs:+"-DINPUTS=\"$inputs\""}
    image bit_exact "$student" "$work/bit_exact.o" "$work/device.o" "$1"
    emulate bit_exact 600
  done
}

# shellcheck disable=SC2086
Scripts/embedded-build.sh $swift > "$work/build.txt" || { cat "$work/build.txt" >&2; exit 1; }
for core in $chosen; do
  core "$core"
  compile_board
  compile $harness bit_exact -O2
  compile Runtime/C99/tessera.c c99 -O2
  on_device "$work/c99.o" > "$work/answers" || true
  report "$core, C99" "$work/answers" "$work/expected-device"
  case " $(echo "$swift" | xargs) " in
    *" $core "*)
      on_device ".build/embedded/$core/libtessera.a" > "$work/answers" || true
      report "$core, Embedded Swift" "$work/answers" "$work/expected-device"
      ;;
  esac
done
exit $failed
