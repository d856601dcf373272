#!/bin/sh
# Runs the C99 runtime on Cortex-M0, M3, M4 and M7 in QEMU: golden files, size, instructions.
# usage: Scripts/qemu-c99.sh [CORE...]        OPTIMIZE=-O2 overrides the optimisation
#                                    KEEP=FOLDER keeps the images
#
# Fails when a core gives other integers than the golden files, when the image needs a symbol
# that it must not, or when a figure is over its limit. Instructions are not cycles.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
board=$root/Runtime/QEMU
optimize=${OPTIMIZE:--Os}
warnings="-std=c99 -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -pedantic -Werror"
forbidden='malloc|calloc|realloc|free|printf|puts|memcpy|memset|__aeabi_d|__aeabi_[a-z0-9]*2d|__aeabi_u?ldivmod|__aeabi_u?idiv'
[ $# -gt 0 ] || set -- m0 m3 m4 m4-hard m7-hard

for tool in arm-none-eabi-gcc qemu-system-arm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
if [ -n "${KEEP:-}" ]; then
  work=$KEEP
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

# The machine, flags and limits of a core: text bytes, instructions of the folded student,
# hundredths of an instruction per multiply-accumulate of the published structure.
choose() {
  machine=mps2-an386 script=mps2.ld define=BOARD_MPS2 parts=1 text_limit=0 folded_limit=0 published_limit=0
  case $1 in
    m0) machine=microbit script=microbit.ld define=BOARD_MICROBIT parts=2
        cpu="-mcpu=cortex-m0" text_limit=1638 folded_limit=7500 ;;
    m3) machine=mps2-an385 cpu="-mcpu=cortex-m3" folded_limit=4900 ;;
    m4) cpu="-mcpu=cortex-m4 -mfloat-abi=soft" text_limit=1843 folded_limit=2400 published_limit=185 ;;
    m4-hard) cpu="-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"
        text_limit=1843 folded_limit=2400 published_limit=185 ;;
    m7-hard) machine=mps2-an500 cpu="-mcpu=cortex-m7 -mfpu=fpv5-sp-d16 -mfloat-abi=hard"
        text_limit=1843 folded_limit=2400 published_limit=185 ;;
    *) echo "unknown core $1" >&2; exit 64 ;;
  esac
}

# compile NAME SOURCE FLAGS...
compile() {
  name=$1 source=$2
  shift 2
  # shellcheck disable=SC2086
  arm-none-eabi-gcc $cpu -mthumb -masm-syntax-unified $warnings -ffreestanding -ffunction-sections -fdata-sections \
    -I "$root/Sources/CTesseraRuntime/include" -I "$root/Runtime/C99/test" -I "$board" \
    "-D$define" "$@" -c "$source" -o "$work/$name.o"
}

# image NAME MAIN STREAM: links the runtime object with a program and the bytes of STREAM.
image() {
  # shellcheck disable=SC2086
  arm-none-eabi-gcc $cpu -mthumb "-DSTREAM=\"$work/$3\"" -c "$board/stream.S" \
    -o "$work/stream.o"
  compile "$2" "$board/$2.c" -O1
  # shellcheck disable=SC2086
  arm-none-eabi-gcc $cpu -mthumb -nostdlib -Wl,--gc-sections -L "$board" -T "$board/$script" \
    "$work/tessera.o" "$work/board.o" "$work/golden.o" "$work/$2.o" "$work/stream.o" \
    -lc -lgcc -o "$work/$1.elf"
}

run() {
  timeout 120 qemu-system-arm -M "$machine" -nographic -monitor none -serial none \
    -icount shift=0 -semihosting-config enable=on,target=native -kernel "$work/$1.elf" 2>&1
}

# The runtime alone, as a firmware links it that opens and infers.
link_alone() {
  # shellcheck disable=SC2086
  arm-none-eabi-gcc $cpu -mthumb -nostdlib -Wl,--gc-sections -Wl,-e,tessera_open \
    -Wl,-u,tessera_infer "$work/tessera.o" -lgcc -o "$work/alone.elf"
  if arm-none-eabi-nm "$work/alone.elf" | grep -E " ($forbidden)"; then
    echo "$core: a forbidden symbol" >&2
    exit 1
  fi
  if arm-none-eabi-nm -u "$work/tessera.o" | grep -E " ($forbidden)"; then
    echo "$core: a forbidden symbol in the object" >&2
    exit 1
  fi
}

# over WHAT VALUE LIMIT: 0 is no limit.
over() {
  if [ "$3" -gt 0 ] && [ "$2" -gt "$3" ]; then
    echo "$core: $1 is $2, more than $3" >&2
    failed=1
  fi
}

hundredths() { echo "$(($1 / 100)).$(printf %02d $(($1 % 100)))"; }

failed=0
python3 "$root/Scripts/golden_stream.py" --measured --output "$work/measured.bin"
for part in 0/1 0/2 1/2; do
  python3 "$root/Scripts/golden_stream.py" --part $part --output "$work/golden-${part%/*}-${part#*/}.bin"
done

arm-none-eabi-gcc --version | head -1
echo "flags: $optimize -mthumb -ffreestanding -ffunction-sections; instructions, not cycles"
echo "core      text  data+bss  140->5 k=3  per MAC  140->128->5 k=3  per MAC  stack open/infer/f32/i16  golden"
for core in "$@"; do
  choose "$core"
  # shellcheck disable=SC2086
  compile tessera "$root/Runtime/C99/tessera.c" $optimize
  compile board "$board/board.c" -O1
  compile golden "$root/Runtime/C99/test/golden.c" -O1
  link_alone
  size=$(arm-none-eabi-size -A "$work/alone.elf" | awk '$1 ~ /^\.(text|rodata)/ {s += $2} END {print s}')
  ram=$(arm-none-eabi-size -A "$work/tessera.o" | awk '$1 ~ /^\.(data|bss)/ {s += $2} END {print s + 0}')
  golden=equal
  part=0
  while [ $part -lt $parts ]; do
    image golden golden_main "golden-$part-$parts.bin"
    if ! run golden > "$work/golden.txt"; then
      golden=DIFFERS
      failed=1
      tail -5 "$work/golden.txt" >&2
    fi
    part=$((part + 1))
  done
  image measured measure_main measured.bin
  if ! run measured > "$work/measured.txt"; then
    failed=1
    cat "$work/measured.txt" >&2
  fi
  if ! awk '/^calibration/ {exit !($2 > $3 * 0.995 && $2 < $3 * 1.005)}' "$work/measured.txt"; then
    echo "$core: a tick is not what it should be: $(head -1 "$work/measured.txt")" >&2
    failed=1
  fi
  # NAME MACS INSTRUCTIONS STACK_OPEN STACK_INFER STACK_F32 STACK_I16; a ratio is rounded up.
  read -r folded per_folded opening inferring f32 i16 published per_published <<EOF
$(awk '/^folded/ {a = $3 " " int(($3 * 100 + $2 - 1) / $2) " " $4 " " $5 " " $6 " " $7}
    /^published/ {print a, $3, int(($3 * 100 + $2 - 1) / $2)}' "$work/measured.txt")
EOF
  over "text in bytes" "$size" "$text_limit"
  if [ "$ram" -ne 0 ]; then
    echo "$core: $ram bytes of data and bss" >&2
    failed=1
  fi
  over "instructions of n=140 k=3 C=5" "$folded" "$folded_limit"
  over "hundredths of an instruction per multiply-accumulate" "$per_published" "$published_limit"
  for depth in "$opening" "$inferring" "$f32" "$i16"; do
    over "stack in bytes" "$depth" 400
  done
  printf '%-8s %5d %9d %11d %8s %18d %8s   %4d/%4d/%4d/%4d  %s\n' "$core" "$size" "$ram" "$folded" \
    "$(hundredths "$per_folded")" "$published" "$(hundredths "$per_published")" \
    "$opening" "$inferring" "$f32" "$i16" "$golden"
done
[ "$failed" -eq 0 ] && echo "every core: the integers of the golden files"
exit "$failed"
