#!/bin/sh
# Runs streams of samples through students on the host, and on emulated cores with the C99 and the Swift
# runtime: every answer is the oracle's, whatever the blocks. Prints code, RAM and instructions.
# usage: Scripts/qemu-streams.sh [--c99] [CORE...]    cores of Runtime/Cores/cores.txt
#
# --c99 leaves the Swift runtime out. Fails when an answer differs, or when a figure of C99 is over its limit:
# 120 instructions a sample on the Cortex-M4 and 300 on the M0+, with the student's. Instructions are not
# cycles. C99 is built for each student alone, Swift for all.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/.."
. Scripts/device.sh

swift=yes
if [ "${1:-}" = --c99 ]; then
  swift=no
  shift
fi
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores)
include=Sources/CTesseraRuntime/include
strict='-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror'
failed=0
python3 Scripts/stream_students.py "$work" > "$work/expected.txt"
names=$(cut -d' ' -f1 "$work/expected.txt")

# on_host NAME: the digest of every way to cut the stream is the oracle's.
on_host() {
  wanted=$(awk -v name="$1" '$1 == name {print $2, $3}' "$work/expected.txt")
  if [ "$("$work/host" "$work/$1.bin" | sort -u)" != "$wanted" ]; then
    echo "$compiler $flags: $1 differs" >&2
    failed=1
  fi
}

for compiler in gcc clang; do
  command -v "$compiler" >/dev/null 2>&1 || continue
  for flags in -O2 '-O1 -fsanitize=undefined,address -fno-sanitize-recover=all' \
      '-O2 -DTESSERA_PORTABLE'; do
    # shellcheck disable=SC2086
    "$compiler" $strict $flags -I $include -I Runtime/QEMU Runtime/QEMU/stream_host.c \
      Runtime/QEMU/stream_digest.c Runtime/C99/tessera.c -o "$work/host" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
    for name in $names; do on_host "$name"; done
  done
done
[ $failed -ne 0 ] || echo "host: $(wc -l < "$work/expected.txt") streams in blocks of 1, 7, 250 and random samples, all equal"

# 10^8 samples of each stream of beats, over the end of their numbers: 77 hours at 360 a second.
for name in beats-75-a-minute beats-220-a-minute beats-without-intervals; do
  # shellcheck disable=SC2086
  ${CC:-cc} $strict -O2 -I $include -I Runtime/QEMU Runtime/QEMU/stream_long.c \
    Runtime/QEMU/stream_digest.c Runtime/C99/tessera.c -o "$work/long"
  "$work/long" "$work/$name.bin" 100000000 || failed=1
done

for tool in arm-none-eabi-gcc qemu-system-arm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit $failed
  fi
done

# kept OBJECT FUNCTION...: bytes that a firmware has of these functions.
kept() {
  object=$1
  shift
  roots=
  for function; do roots="$roots -Wl,-u,tessera_$function"; done
  # shellcheck disable=SC2086
  cross -nostdlib -Wl,--gc-sections -Wl,-e,tessera_open $roots "$object" $support -lgcc -o "$work/kept.elf"
  tool size -A "$work/kept.elf" |
    awk '$1 ~ /^\.(text|rodata)/ {s += $2} END {print s + 0}'
}

# on_device RUNTIME NAME: runs a stream, and compares.
on_device() {
  wanted=$(awk -v name="$2" '$1 == name {print $2, $3}' "$work/expected.txt")
  image streams "$work/$2.bin" "$work/stream_digest.o" "$work/stream_main.o" "$1"
  emulate streams 120 -icount shift=0 > "$work/measured.txt" || failed=1
  if [ "$(cut -d' ' -f1,2 "$work/measured.txt")" != "$wanted" ]; then
    echo "$core: $2 differs: $(cat "$work/measured.txt")" >&2
    failed=1
  fi
}

# without PART...: flags that leave these out.
without() { for part; do echo "-DTESSERA_WITH_$part=0"; done; }

# alone NAME: the flags of a build for the student of a stream alone, as its folder has them.
alone() {
  without FORMAT_1 PROJECTION SHARED_MAP HEAD KEPT_INPUTS LIMITS ADAPTATION WIDE
  case $1 in
    beats-without*) without PROGRAM STREAM SCALES ;;
    beats*) without PROGRAM STREAM ;;
    *) without BEATS STANDARDIZED DIRECT CONSTANTS ;;
  esac
}

arm-none-eabi-gcc --version | head -1
echo "instructions for each sample, not cycles, with the student's; bytes"
echo "core           runtime     stream                    answers  state  memory  one by one  in blocks  stack  an answer"
# shellcheck disable=SC2086
[ $swift = no ] || Scripts/embedded-build.sh "$@" > "$work/build.txt" || { cat "$work/build.txt" >&2; exit 1; }
for core; do
  core "$core"
  compile_board
  compile Runtime/QEMU/stream_digest.c stream_digest -O1
  compile Runtime/QEMU/stream_main.c stream_main -O1
  for kind in 'C99 -Os' 'C99 -O2' Swift; do
    [ $swift = yes ] || [ "$kind" != Swift ] || continue
    for name in $names; do
      runtime=.build/embedded/$core/libtessera.a
      if [ "$kind" != Swift ]; then
        # shellcheck disable=SC2046
        compile Runtime/C99/tessera.c tessera "${kind#C99 }" $(alone "$name")
        runtime=$work/tessera.o
      fi
      on_device "$runtime" "$name"
      awk -v core="$core" -v kind="$kind" -v name="$name" '{
        printf "%-13s  %-10s  %-24s  %7d  %5d  %6d  %10.1f  %9.1f  %5d  %9d\n", core, kind, name, $1, $3, $4,
          $5 / 10, $6 / 10, $7, $8
      }' "$work/measured.txt"
      tenths=$(awk '{print $6}' "$work/measured.txt")
      case $name$core$kind in
        beats-[27w]*cortex-m4*'C99 -O2') limit "instructions of 10 samples of $name" "$tenths" 1200 ;;
        beats-[27w]*cortex-m0plus*'C99 -Os') limit "instructions of 10 samples of $name" "$tenths" 3000 ;;
      esac
    done
  done
  # What a search for beats adds to a firmware that classifies windows: with its start.
  # shellcheck disable=SC2046
  compile Runtime/C99/tessera.c tessera -Os $(alone beats)
  all=$(kept "$work/tessera.o" classify beat_start beat_push)
  windows=$(kept "$work/tessera.o" classify)
  search=$(tool nm -S -t d "$work/tessera.o" | awk '
    $4 ~ /^(tessera_beat_push|push_samples|follow_energy|hold_beat|refined_age|moved|fine_log)/ {
      s += $2
    } END {print s}')
  # 1,200 is wanted. The limits are what is reached.
  case $core in
    cortex-m4) limit 'bytes of the search' "$((all - windows))" 1830 ;;
    cortex-m0plus) limit 'bytes of the search' "$((all - windows))" 1940 ;;
  esac
  echo "$core: -Os, a student of beats takes $all bytes of runtime, $((all - windows)) of them for the search;" \
    "$search of these run for each sample or beat"
done
exit $failed
