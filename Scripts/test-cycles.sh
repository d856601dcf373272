#!/bin/sh
# The trace of an inference has exactly the instructions that the bench of Scripts/qemu-c99.sh counts, on every core
# that has a table of cycles (Runtime/QEMU/trace.c; Docs/Firmware.md, Cycles).
# usage: Scripts/test-cycles.sh
#
# There an instruction takes 1 ns of virtual time, and a tick of SysTick is as many as 62 instructions. Here it
# takes 8 ns: over a hundred inferences the same program then counts single instructions.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. Scripts/device.sh

for tool in cc python3 arm-none-eabi-gcc qemu-system-arm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done

cc -std=c99 -D_POSIX_C_SOURCE=200809L -O2 -Wall -Wextra -Wpedantic -Wconversion -Werror -shared -fPIC \
  Runtime/QEMU/trace.c -o "$work/trace.so"
for students in first scales wide; do
  python3 Scripts/golden_stream.py --measured $students --output "$work/measured-$students.bin"
done

# counted: the most instructions of an inference of any student in measured.txt. A figure there is one more than
# 8 times those without the last one.
counted() {
  awk '!/^calibration/ && $3 > most {most = $3} END {printf "%.0f\n", (most - 1) / 8 + 1}' "$work/measured.txt"
}

failed=0
for core in cortex-m0plus cortex-m3 cortex-m4; do
  core "$core"
  compile_board
  compile Runtime/C99/tessera.c tessera -Os
  compile Runtime/C99/test/golden_stream.c golden_stream -O1
  compile Runtime/QEMU/measure_main.c measure_main -O1
  for students in first scales wide; do
    image measured "$work/measured-$students.bin" "$work/golden_stream.o" "$work/measure_main.o" "$work/tessera.o"
    case $students in wide) function=tessera_infer_wide ;; *) function=tessera_infer ;; esac
    entry=0x$(tool nm "$work/measured.elf" | awk -v name=$function '$3 == name {print $1}')
    emulate measured 60 -icount shift=3 \
      -plugin "$work/trace.so,entry=$entry,calls=100000,output=$work/trace.txt" > "$work/measured.txt"
    read -r _ calls _ traced < "$work/trace.txt"
    echo "$core, students of '$students': $traced instructions traced in the longest of $calls inferences"
    if [ "$traced" != "$(counted)" ]; then
      echo "$core, students of '$students': $traced instructions traced, $(counted) counted" >&2
      failed=1
    fi
  done
done
[ "$failed" -eq 0 ] && echo "every trace: exactly the instructions that the bench counts"
exit "$failed"
