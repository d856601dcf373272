#!/bin/sh
# Runs the C99 runtime on Cortex-M0, M3, M4 and M7 in QEMU: golden files, size, instructions.
# usage: Scripts/qemu-c99.sh [CORE...]        cores of Runtime/Cores/cores.txt that have a machine
#                                             OPTIMIZE=-O2 overrides the optimisation
#                                             KEEP=FOLDER keeps the images
#
# Fails when a core gives other integers than the golden files, when the image needs a symbol
# that it must not, or when a figure is over its limit. Instructions are not cycles.
set -eu
if [ -n "${KEEP:-}" ]; then
  mkdir -p "$KEEP"
  work=$(cd "$KEEP" && pwd)
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
cd "$(dirname "$0")/.."
. Scripts/device.sh

optimize=${OPTIMIZE:--Os}
forbidden='malloc|calloc|realloc|free|printf|puts|memcpy|memset|__aeabi_d|__aeabi_[a-z0-9]*2d|__aeabi_u?ldivmod|__aeabi_u?idiv'
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores emulated)

for tool in arm-none-eabi-gcc qemu-system-arm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done

# The runtime alone, as a firmware links it that opens and infers.
link_alone() {
  cross -nostdlib -Wl,--gc-sections -Wl,-e,tessera_open -Wl,-u,tessera_infer "$work/tessera.o" \
    -lgcc -o "$work/alone.elf"
  if arm-none-eabi-nm "$work/alone.elf" | grep -E " ($forbidden)"; then
    echo "$core: a forbidden symbol" >&2
    exit 1
  fi
  if arm-none-eabi-nm -u "$work/tessera.o" | grep -E " ($forbidden)"; then
    echo "$core: a forbidden symbol in the object" >&2
    exit 1
  fi
}

hundredths() { echo "$(($1 / 100)).$(printf %02d $(($1 % 100)))"; }

failed=0
golden_streams
arm-none-eabi-gcc --version | head -1
echo "flags: $optimize -mthumb -ffreestanding -ffunction-sections; instructions, not cycles"
echo "core           text  data+bss  140->5 k=3  per MAC  140->128->5 k=3  per MAC  stack open/infer/f32/i16  golden"
for core; do
  core "$core"
  compile Runtime/C99/tessera.c tessera "$optimize"
  compile_board
  link_alone
  size=$(arm-none-eabi-size -A "$work/alone.elf" | awk '$1 ~ /^\.(text|rodata)/ {s += $2} END {print s}')
  ram=$(arm-none-eabi-size -A "$work/tessera.o" | awk '$1 ~ /^\.(data|bss)/ {s += $2} END {print s + 0}')
  check_golden "$work/tessera.o"
  measure "$work/tessera.o"
  # NAME MACS INSTRUCTIONS STACK_OPEN STACK_INFER STACK_F32 STACK_I16; a ratio is rounded up.
  read -r folded per_folded opening inferring f32 i16 published per_published <<EOF
$(awk '/^folded/ {a = $3 " " int(($3 * 100 + $2 - 1) / $2) " " $4 " " $5 " " $6 " " $7}
    /^published/ {print a, $3, int(($3 * 100 + $2 - 1) / $2)}' "$work/measured.txt")
EOF
  printf '%-13s %5d %9d %11d %8s %18d %8s   %4d/%4d/%4d/%4d  %s\n' "$core" "$size" "$ram" "$folded" \
    "$(hundredths "$per_folded")" "$published" "$(hundredths "$per_published")" \
    "$opening" "$inferring" "$f32" "$i16" "$golden"
  case $kernels in thumb1) text=1638 ;; dsp) text=1843 ;; *) text=0 ;; esac
  limit 'text in bytes' "$size" "$text"
  limit 'data and bss in bytes' "$((ram + 1))" 1
  limit_work "$folded" "$per_published" "$opening" "$inferring" "$f32" "$i16"
done
[ "$failed" -eq 0 ] && echo "every core: the integers of the golden files"
exit "$failed"
