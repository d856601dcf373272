#!/bin/sh
# Measures each stage of a program alone in QEMU, with the C99 runtime at -Os: the straight lines from
# which `tessera profile` estimates the instructions of a front-end.
# usage: Scripts/stage-costs.sh [CORE...]    cores of Runtime/Cores/cores.txt
#
# Prints for each core and operation the instructions of a call, and those of an element step. Those of
# operation 1 are of a feature that becomes an input.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/.."
. Scripts/device.sh

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores generated)

for tool in arm-none-eabi-gcc qemu-system-arm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
: > "$work/none"
for core; do
  core "$core"
  compile_board
  compile Runtime/QEMU/stage_main.c stage_main -Os -Wno-unused-function
  image stages "$work/none" "$work/stage_main.o"
  emulate stages 240 -icount shift=0 > "$work/stages.txt" || { cat "$work/stages.txt" >&2; exit 1; }
  awk -v core="$core" -v kernels="$kernels" '
    NR % 2 == 1 {steps = $3; instructions = $5}
    NR % 2 == 0 {each = ($5 - instructions) / ($3 - steps)
      printf "%-13s %-8s op %2d  call %8.0f  step %7.3f\n", core, kernels, $1, $5 - each * $3, each}
  ' "$work/stages.txt"
done
