#!/bin/sh
# Runs the same inputs through every implementation of the runtime and compares every answer.
#
#   Scripts/bit-exact.sh            1,000,000 random inputs on the host, 100,000 on each core
#   Scripts/bit-exact.sh --short    fewer, on two cores
#
# Students: all golden ones, and trained ones of every head, with and without projection and shared
# map, with their whole test set.
# Answers are compared by a digest of every status, label, region, margin and int32 logit.
set -eu
cd "$(dirname "$0")/.."
. Scripts/device.sh

host_total=1000000 device_total=100000 chosen=$(cores) swift=$(cores swift) stride=1
if [ "${1:-}" = --short ]; then
  host_total=100000 device_total=4000 stride=3
  chosen='cortex-m0plus cortex-m4 cortex-m33 cortex-m55 riscv32 lx106' swift='cortex-m0plus cortex-m4 riscv32'
fi
include=Sources/CTesseraRuntime/include
harness='Runtime/BitExact/bit_exact.c'
strict='-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-align -Wundef -Wdouble-promotion -Werror'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
tessera=.build/release/tessera

# add PREFIX STUDENT...: students and the inputs of their test set.
add() {
  prefix=$1 inputs="$work/$(basename "$1").f32"
  shift
  [ -e "$inputs" ] || python3 Scripts/npz_inputs.py "$prefix-test.npz" "$inputs"
  for student in "$@"; do students="$students $student:$inputs"; done
}

# train NAME PREFIX OPTION...: a student of `tessera compress`.
train() {
  name=$1 prefix=$2
  shift 2
  [ -e "$prefix-train.npz" ] || { echo "skipped: no dump $prefix"; return 0; }
  "$tessera" compress "$prefix-train.npz" --lambda 10 "$@" -o "$work/$name.tessera" >/dev/null
  add "$prefix" "$work/$name.tessera"
}

# project PREFIX HEAD...: students with a projection, a shared map and both.
project() {
  prefix=$1
  shift
  [ -e "$prefix-train.npz" ] || { echo "skipped: no dump $prefix"; return 0; }
  for head in "$@"; do
    folder="$work/$(basename "$prefix")-$head"
    mkdir "$folder"
    .build/release/ProjectedStudents "$prefix-train.npz" "$head" "$folder"
    add "$prefix" "$folder"/*.tessera
  done
}

students=
index=0
for golden in Tests/Fixtures/Golden/*.tessera; do
  [ $((index % stride)) -ne 0 ] || students="$students $golden:"
  index=$((index + 1))
done
for head in folded linear rectified; do
  train "beats-$head" Examples/SyntheticBeats/beats --k 3 --head $head
done
train beats-standardized Examples/SyntheticBeats/beats --k 2 --standardize 140
project Examples/SyntheticBeats/beats folded linear rectified none
train ecg5000-folded ../shared/data/ecg5000 --k 5
train ecg5000-linear ../shared/data/ecg5000 --k 3 --head linear
project ../shared/data/ecg5000 folded
student_count=$(echo "$students" | wc -w)
host_random=$(((host_total + student_count - 1) / student_count))
device_random=$(((device_total + student_count - 1) / student_count))

# expect RANDOM FILE: the Swift runtime's answers on the host, a line of digests per student.
answers() {
  program=$1 random=$2
  for pair in $students; do
    student=${pair%%:*} inputs=${pair#*:}
    # shellcheck disable=SC2086
    "$program" "$random" "$student" $inputs
  done
}

report() {
  if cmp -s "$2" "$3"; then
    verdict=equal
  else
    verdict=DIFFERS failed=1
    paste "$2" "$3" | awk '$3 != $6' | head -3 >&2
  fi
  printf '%-28s %9s %14s %12s  %s\n' "$1" "$student_count" \
    "$(awk '/^random/ {s += $2} END {print s}' "$2")" \
    "$(awk '/^inputs/ {s += $2} END {print s + 0}' "$2")" "$verdict"
}

printf '%-28s %9s %14s %12s  %s\n' implementation students 'random inputs' 'test inputs' ''
answers .build/release/BitExact "$host_random" > "$work/expected-host"
answers .build/release/BitExact "$device_random" > "$work/expected-device"
report 'host, Swift' "$work/expected-host" "$work/expected-host"
for compiler in gcc clang; do
  if ! command -v "$compiler" >/dev/null 2>&1; then
    echo "skipped: no $compiler"
    continue
  fi
  for level in -O0 -O2; do
    # shellcheck disable=SC2086
    "$compiler" $strict $level -I $include $harness Runtime/BitExact/adapt_sequence.c Runtime/BitExact/host.c \
      Runtime/BitExact/main.c Runtime/C99/tessera.c -o "$work/host"
    answers "$work/host" "$host_random" > "$work/answers"
    report "host, C99, $compiler $level" "$work/answers" "$work/expected-host"
  done
done

for tool in arm-none-eabi-gcc qemu-system-arm riscv64-unknown-elf-gcc qemu-system-riscv32 \
    xtensa-lx106-elf-gcc qemu-system-xtensa; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit $failed
  fi
done

# on_device RUNTIME: a line of digests per student.
on_device() {
  for pair in $students; do
    student=${pair%%:*} inputs=${pair#*:}
    compile Runtime/BitExact/device.c device -O2 "-DRANDOM=$device_random" \
      ${inputs:+"-DINPUTS=\"$inputs\""}
    image bit_exact "$student" "$work/bit_exact.o" "$work/device.o" "$1"
    emulate bit_exact 300
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
