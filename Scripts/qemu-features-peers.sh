#!/bin/sh
# Counts the stage `spectrum` on segments of 256 samples beside the real transforms of CMSIS-DSP and
# emlearn, in QEMU. It fetches nothing: give it the folders of checkouts.
#
#   Scripts/qemu-features-peers.sh [--cmsis-dsp PATH [--cmsis-core PATH]] [--emlearn PATH] [CORE...]
#
# PATH of CMSIS-DSP has Include and Source. PATH of CMSIS-Core is the folder of cmsis_compiler.h; without
# it Runtime/QEMU/acle has the same instructions. PATH of emlearn has emlearn/eml_fft.h. Cores are of
# those with DSP instructions; by default a Cortex-M4 without and with its floating-point unit.
#
# Peers are built with -O3. Only their transform is counted: fading, powers and bands are in the figures
# of the stage alone. arm_rfft_q15 halves its values at each step, and has 16 bits; the stage keeps all 32.
# Fails when a transform has a tone in a wrong bin. Instructions, not cycles.
set -eu

usage() {
  echo "usage: Scripts/qemu-features-peers.sh [--cmsis-dsp PATH [--cmsis-core PATH]]" \
    "[--emlearn PATH] [CORE...]" >&2
  exit 64
}

# folder PATH FILE: the absolute path of a checkout that has the file.
folder() {
  if [ ! -f "$1/$2" ]; then
    echo "$1 has no $2" >&2
    exit 64
  fi
  (cd "$1" && pwd)
}

cmsis='' cmsis_core='' emlearn=''
while [ $# -gt 0 ]; do
  case $1 in
    --cmsis-dsp | --cmsis-core | --emlearn) [ $# -ge 2 ] || usage ;;
    -*) usage ;;
    *) break ;;
  esac
  case $1 in
    --cmsis-dsp) cmsis=$(folder "$2" Source/TransformFunctions/arm_rfft_q15.c) ;;
    --cmsis-core) cmsis_core=$(folder "$2" cmsis_compiler.h) ;;
    --emlearn) emlearn=$(folder "$2" emlearn/eml_fft.h) ;;
  esac
  shift 2
done
cd "$(dirname "$0")/.."
. Scripts/device.sh
[ $# -gt 0 ] || set -- cortex-m4 cortex-m4f
for tool in arm-none-eabi-gcc qemu-system-arm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/none"

# theirs SOURCE OBJECT FLAG...: compiles a file of a checkout, or a program that calls it, in their way.
theirs() {
  source=$1 object=$2
  shift 2
  cross -std=gnu11 -O3 -ffunction-sections -fdata-sections -I Runtime/QEMU -I Runtime/Cores \
    "-DINSTRUCTIONS_PER_TWO_TICKS=$ticks" "$@" -c "$source" -o "$work/$object.o"
}

# count PROGRAM OBJECT...: the instructions that a program prints.
count() {
  program=$1
  shift
  image "$program" "$work/none" "$@"
  if ! emulate "$program" 60 -icount shift=0 > "$work/$program.txt"; then
    echo "$core: $program failed, or has the tone in a wrong bin" >&2
    return 1
  fi
  cat "$work/$program.txt"
}

# line WHAT FLAGS STAGE-OF-ONE STAGE-OF-TWO TRANSFORM
line() {
  printf '%-11s %-24s %-5s %10s %10s %10s\n' "$core" "$@"
}

count_cmsis() {
  if [ -z "$cmsis" ]; then
    line 'CMSIS-DSP: no --cmsis-dsp' - - - -
    return
  fi
  set -- -I "$cmsis/Include" -I "$cmsis/PrivateInclude" -I "${cmsis_core:-Runtime/QEMU/acle}"
  objects=''
  for part in TransformFunctions/arm_rfft_q15 TransformFunctions/arm_rfft_init_q15 \
    TransformFunctions/arm_cfft_q15 TransformFunctions/arm_cfft_radix4_q15 \
    TransformFunctions/arm_bitreversal2 BasicMathFunctions/arm_shift_q15 \
    CommonTables/arm_common_tables CommonTables/arm_const_structs; do
    theirs "$cmsis/Source/$part.c" "${part#*/}" "$@"
    objects="$objects $work/${part#*/}.o"
  done
  theirs Runtime/QEMU/cmsis_rfft_main.c cmsis_rfft_main "$@"
  # shellcheck disable=SC2086
  figure=$(count cmsis "$work/cmsis_rfft_main.o" $objects)
  line 'CMSIS-DSP, one segment' -O3 - - "$figure"
}

count_emlearn() {
  if [ -z "$emlearn" ]; then
    line 'emlearn: no --emlearn' - - - -
    return
  fi
  theirs Runtime/QEMU/eml_fft_main.c eml_fft_main -I "$emlearn/emlearn"
  figure=$(count emlearn "$work/eml_fft_main.o" -lm)
  line 'emlearn, one segment' -O3 - - "$figure"
}

arm-none-eabi-gcc --version | head -1
for checkout in "$cmsis" "$emlearn"; do
  [ -z "$checkout" ] || echo "${checkout##*/} at $(
    git -C "$checkout" rev-parse --short=12 HEAD 2>/dev/null || echo 'no commit')"
done
echo "instructions of 256 samples"
core=core
line what flags 'stage of 1' 'stage of 2' transform
for name; do
  core "$name"
  core=$name
  case $kernels in dsp) ;; *) echo "$name has no DSP instructions" >&2; exit 64 ;; esac
  compile_board
  for optimize in -Os -O2; do
    compile Runtime/QEMU/transform_main.c transform_main "$optimize" -Wno-unused-function
    figures=$(count transform "$work/transform_main.o")
    # shellcheck disable=SC2086
    line 'spectrum, two segments' "$optimize" $figures
  done
  count_cmsis
  count_emlearn
done
