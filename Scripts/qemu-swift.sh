#!/bin/sh
# Runs the Embedded Swift runtime on Cortex-M0, M3, M4 and M7 in QEMU: golden files, size,
# instructions, stack, symbols. The board and the programs are those of the C99 runtime.
#
#   Scripts/qemu-swift.sh [CORE]...     cores as in Scripts/embedded-build.sh, without riscv32
#
# Fails when a core gives other integers than the golden files, when the image needs a symbol
# that it must not, or when a figure is over its limit. Instructions are not cycles.
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- cortex-m0plus cortex-m3 cortex-m4 cortex-m4f cortex-m7

for tool in swift arm-none-eabi-gcc qemu-system-arm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
board=Runtime/QEMU
forbidden='malloc|calloc|realloc|free|posix_memalign|printf|puts|memmove|swift_[a-zA-Z]*[aA]lloc[a-zA-Z]*'
forbidden="$forbidden|swift_retain|swift_release|__aeabi_d[a-z0-9]*|__aeabi_[a-z0-9]*2d"
forbidden="$forbidden|__aeabi_u?ldivmod|__aeabi_u?idiv(mod)?"
# No enum is stored or passed by address, so its size does not matter; and the support library
# of the C compiler says nothing of its stack.
quiet='-Wl,--no-enum-size-warning -Wl,--no-warn-execstack'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Machine, flags and limits of a core: bytes of open + infer, instructions of the folded
# student, hundredths of an instruction per multiply-accumulate of the published structure.
choose() {
  machine=mps2-an386 script=mps2.ld define=BOARD_MPS2 parts=1 text=2560 folded=2400 published=185
  case $1 in
    cortex-m0plus)
      machine=microbit script=microbit.ld define=BOARD_MICROBIT parts=2
      cpu='-mcpu=cortex-m0' text=2048 folded=7500 published=0 ;;
    cortex-m3) machine=mps2-an385 cpu='-mcpu=cortex-m3' text=0 folded=4900 published=0 ;;
    cortex-m4) cpu='-mcpu=cortex-m4 -mfloat-abi=soft' ;;
    cortex-m4f) cpu='-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard' ;;
    cortex-m7) machine=mps2-an500 cpu='-mcpu=cortex-m7 -mfpu=fpv5-sp-d16 -mfloat-abi=hard' ;;
    *) echo "unknown core: $1" >&2; exit 64 ;;
  esac
}

# gcc ARGUMENT...: the cross compiler for the core.
gcc() {
  # shellcheck disable=SC2086
  arm-none-eabi-gcc $cpu -mthumb "$@"
}

# compile SOURCE OBJECT
compile() {
  gcc -std=c99 -O1 -ffreestanding -ffunction-sections -fdata-sections -masm-syntax-unified \
    -I Sources/CTesseraRuntime/include -I Runtime/C99/test -I "$board" "-D$define" \
    -c "$1" -o "$work/$2.o"
}

# image PROGRAM STREAM: the runtime with a program and the bytes of a stream.
image() {
  gcc "-DSTREAM=\"$work/$2\"" -c "$board/stream.S" -o "$work/stream.o"
  compile "$board/$1.c" "$1"
  # shellcheck disable=SC2086
  gcc -nostdlib $quiet -Wl,--gc-sections -L "$board" -T "$board/$script" "$work/board.o" \
    "$work/golden.o" "$work/$1.o" "$work/stream.o" "$library" -lc -lgcc -o "$work/$1.elf"
}

# run PROGRAM
run() {
  timeout 240 qemu-system-arm -M "$machine" -nographic -monitor none -serial none \
    -icount shift=0 -semihosting-config enable=on,target=native -kernel "$work/$1.elf" 2>&1
}

# alone NAME FUNCTION...: the runtime as a firmware links it that uses these functions; the
# symbol gate looks at the linked image.
alone() {
  name=$1
  shift
  roots=
  for function; do roots="$roots -Wl,-u,tessera_$function"; done
  # shellcheck disable=SC2086
  gcc -nostdlib $quiet -Wl,--gc-sections -Wl,-e,tessera_open $roots "$library" -lgcc \
    -o "$work/$name.elf"
  if arm-none-eabi-nm "$work/$name.elf" | grep -E " ($forbidden)\$" >&2; then
    echo "$core: a symbol that must not be needed" >&2
    exit 1
  fi
}

# bytes NAME SECTIONS
bytes() {
  arm-none-eabi-size -A "$work/$1.elf" |
    awk -v sections="^[.]($2)" '$1 ~ sections {sum += $2} END {print sum + 0}'
}

# limit WHAT VALUE LIMIT: 0 is no limit.
limit() {
  if [ "$3" -gt 0 ] && [ "$2" -gt "$3" ]; then
    echo "$core: $1 is $2, more than $3" >&2
    failed=1
  fi
}

# Golden files on the core; the flash of the smallest machine takes half of them at a time.
check_golden() {
  golden=equal part=0
  while [ $part -lt $parts ]; do
    image golden_main "golden-$part-$parts.bin"
    if ! run golden_main > "$work/golden.txt"; then
      golden=DIFFERS failed=1
      tail -5 "$work/golden.txt" >&2
    fi
    part=$((part + 1))
  done
}

# The figures of the core, from the program of the golden files' owner.
measure() {
  image measure_main measured.bin
  run measure_main > "$work/measured.txt" || { failed=1; cat "$work/measured.txt" >&2; }
  awk '/^calibration/ && ($2 < $3 * 0.995 || $2 > $3 * 1.005) {exit 1}' "$work/measured.txt" || {
    echo "$core: ticks are not instructions" >&2
    failed=1
  }
  eval "$(awk '
    /^folded/ {printf "one=%d one_each=%d open=%d infer=%d f32=%d i16=%d ",
      $3, $3 * 100 / $2, $4, $5, $6, $7}
    /^published/ {printf "two=%d two_each=%d infer_two=%d", $3, ($3 * 100 + $2 - 1) / $2, $5}
    ' "$work/measured.txt")"
}

failed=0
python3 Scripts/golden_stream.py --measured --output "$work/measured.bin"
for part in 0/1 0/2 1/2; do
  python3 Scripts/golden_stream.py --part $part --output "$work/golden-${part%/*}-${part#*/}.bin"
done
Scripts/embedded-build.sh "$@" > "$work/build.txt"

swift --version 2>&1 | head -1
echo "flags: Toolsets/CORE.json; QEMU -icount shift=0: instructions, not cycles"
row='%-14s %5s %5s %4s  %5s %5s  %7s %5s  %4s %5s %4s %4s  %s\n'
# shellcheck disable=SC2059
printf "$row" core text all ram 140-5 each 140-128-5 each open infer f32 i16 golden
for core; do
  choose "$core"
  library=.build/embedded/$core/libtessera.a
  compile "$board/board.c" board
  compile Runtime/C99/test/golden.c golden
  alone two open infer
  alone all open infer quantize_f32 quantize_i16 input_count output_count region_count \
    scratch_size output_scale
  check_golden
  measure
  size=$(bytes two 'text|rodata|ARM[.]ex') ram=$(bytes all 'data|bss')
  # shellcheck disable=SC2059
  printf "$row" "$core" "$size" "$(bytes all 'text|rodata|ARM[.]ex')" "$ram" "$one" \
    "$(echo "$one_each" | sed 's/..$/.&/')" "$two" "$(echo "$two_each" | sed 's/..$/.&/')" \
    "$open" "$infer_two" "$f32" "$i16" "$golden"
  limit 'text of open + infer' "$size" "$text"
  limit 'RAM' "$((ram + 1))" 1
  limit 'instructions of 140-5, k = 3' "$one" "$folded"
  limit 'hundredths of an instruction per multiply-accumulate of 140-128-5' "$two_each" "$published"
  for stack in "$open" "$infer" "$infer_two" "$f32" "$i16"; do limit stack "$stack" 400; done
done
exit $failed
