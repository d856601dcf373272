#!/bin/sh
# Runs the Embedded Swift runtime on Cortex-M0, M3, M4 and M7 in QEMU: golden files, size,
# instructions, stack, symbols. The board and the programs are those of the C99 runtime.
#
#   Scripts/qemu-swift.sh [CORE]...     cores of Runtime/Cores/cores.txt
#
# The first table is of a build for version 1 alone, the second of one for both versions and of
# students of either, the third of the latter with students of a signal.
#
# Fails when a core gives other integers than the golden files, when the image needs a symbol
# that it must not, or when a figure is over its limit. The stack of programs is printed and has no limit.
# Instructions are not cycles.
set -eu
cd "$(dirname "$0")/.."
. Scripts/device.sh

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores swift)

for tool in swift arm-none-eabi-gcc qemu-system-arm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done
forbidden='malloc|calloc|realloc|free|posix_memalign|printf|puts|memmove|swift_[a-zA-Z]*[aA]lloc[a-zA-Z]*'
forbidden="$forbidden|swift_retain|swift_release|__aeabi_d[a-z0-9]*|__aeabi_[a-z0-9]*2d"
forbidden="$forbidden|__aeabi_u?ldivmod|__aeabi_u?idiv(mod)?"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# alone NAME FUNCTION...: the runtime as a firmware links it that uses these functions; the
# symbol gate looks at the linked image.
alone() {
  name=$1
  shift
  roots=
  for function; do roots="$roots -Wl,-u,tessera_$function"; done
  # shellcheck disable=SC2086
  cross -nostdlib $quiet -Wl,--gc-sections -Wl,-e,tessera_open $roots "$library" -lgcc \
    -o "$work/$name.elf"
  if tool nm "$work/$name.elf" | grep -E " ($forbidden)\$" >&2; then
    echo "$core: a symbol that must not be needed" >&2
    exit 1
  fi
}

# bytes NAME SECTIONS
bytes() {
  tool size -A "$work/$1.elf" |
    awk -v sections="^[.]($2)" '$1 ~ sections {sum += $2} END {print sum + 0}'
}

# figures: of what was measured, as variables; without a published student that is 0.
figures() {
  two=0 two_each=000 infer_two=0
  eval "$(awk '
    /folded/ {printf "one=%d one_each=%d open=%d infer=%d f32=%d i16=%d ",
      $3, $3 * 100 / $2, $4, $5, $6, $7}
    /published/ {printf "two=%d two_each=%d infer_two=%d", $3, ($3 * 100 + $2 - 1) / $2, $5}
    ' "$work/measured.txt")"
}

# tell NAME STUDENTS: measures the library on students of device.sh and prints a row.
tell() {
  measure "$library" "$2"
  figures
  # shellcheck disable=SC2059
  printf "$row" "$1" "$size" "$all" "$ram" "$one" "$(echo "$one_each" | sed 's/..$/.&/')" "$two" \
    "$(echo "$two_each" | sed 's/..$/.&/')" "$open" "$infer_two" "$f32" "$i16" "$golden"
}

# build LIBRARY FLAG...: links what a firmware needs and runs the golden files; the flags say what the
# library lacks.
build() {
  library=.build/embedded/$1/libtessera.a
  shift
  alone two open infer
  # shellcheck disable=SC2086
  alone all $functions
  size=$(bytes two 'text|rodata|ARM[.]ex') all=$(bytes all 'text|rodata|ARM[.]ex')
  ram=$(bytes all 'data|bss')
  limit 'RAM' "$((ram + 1))" 1
  check_golden "$library" "$@"
}

failed=0
golden_streams
signal_streams
Scripts/embedded-build.sh "$@" > "$work/build.txt"
functions='open infer quantize_f32 quantize_i16 input_count output_count region_count scratch_size
  output_scale'

swift --version 2>&1 | head -1
echo "flags: Toolsets/CORE.json; QEMU -icount shift=0: instructions, not cycles"
row='%-21s %5s %5s %4s  %5s %5s  %7s %5s  %4s %5s %4s %4s  %s\n'
# shellcheck disable=SC2059
printf "$row" core text all ram 140-5 each 140-128-5 each open infer f32 i16 golden
for core; do
  core "$core"
  compile_board
  build "$core-format-1" -DTESSERA_WITH_FORMAT_2=0
  tell "$core" first
  case $kernels in thumb1) text=2048 ;; dsp) text=2560 ;; *) text=0 ;; esac
  limit 'text of open + infer' "$size" "$text"
  limit_work "$one" "$two_each" "$open" "$infer" "$infer_two" "$f32" "$i16"
done

echo "both versions; students of version 1, of scales, and of 16 bits"
functions="$functions window_count input_size stream_size quantize_i32 quantize_f32_wide
  quantize_i16_wide quantize_i32_wide infer_wide"
for core; do
  core "$core"
  compile_board
  build "$core"
  for students in first scales wide; do
    tell "$core $students" $students
    for depth in "$open" "$infer" "$infer_two" "$f32" "$i16"; do
      limit_stack "stack in bytes, $students" "$depth"
    done
    [ $students != first ] || narrow=$one narrow_two=$two
  done
  if [ "$kernels" = dsp ]; then
    limit 'instructions of a wide student' "$one" $((narrow * 115 / 100))
    limit 'instructions of a wide student with a head' "$two" $((narrow_two * 115 / 100))
  fi
done

echo "students of a signal, from counts to the answer"
echo "core          open+classify  student                       window  features  hostile  stack open/features/classify"
for core; do
  core "$core"
  compile_board
  library=.build/embedded/$core/libtessera.a
  alone signal open classify
  size=$(bytes signal 'text|rodata|ARM[.]ex')
  measure_signals "$library" signals
  awk -v core="$core" -v size="$size" '!/^calibration/ {
    printf "%-13s %13d  %-27s  %7d  %8d  %7d  %4d/%4d/%4d\n", core, size, $1, $2, $3, $4, $5, $6, $7
  }' "$work/measured.txt"
done
exit $failed
