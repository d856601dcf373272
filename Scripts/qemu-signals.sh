#!/bin/sh
# Runs students of a signal of 1,250 samples on Cortex-M0, M3, M4 and M7 in QEMU with the C99 runtime:
# size, instructions and stack from counts to the answer.
# usage: Scripts/qemu-signals.sh [CORE...]    cores of Runtime/Cores/cores.txt
#
# The first table is of a build for one student alone, of standardised samples and events: with 10 and
# with 12 features, of 1 and of 8 regions. The second is of a build of every stage.
#
# Fails when an answer differs from the oracle's, or when a figure is over its limit. Instructions are
# not cycles.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/.."
. Scripts/device.sh

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores)

for tool in arm-none-eabi-gcc qemu-system-arm python3; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: no $tool"
    exit 0
  fi
done

# only STAGE...: the flags of a build for a student whose program has these stages.
only() {
  for part in DIRECT KEPT_INPUTS CONSTANTS PROJECTION SHARED_MAP HEAD LIMITS ADAPTATION BEATS WIDE; do
    echo "-DTESSERA_WITH_$part=0"
  done
  for stage in SAMPLES STANDARDIZE MOMENTS POOL CENTRE DIFFERENCE EVENTS CROSSINGS RANKS \
      AUTOCORRELATION BANDS SPECTRUM POSITIVES; do
    case " $* " in *" $stage "*) ;; *) echo "-DTESSERA_WITH_STAGE_$stage=0" ;; esac
  done
}

# size_of OBJECT: bytes that a firmware has of the runtime: it opens, and classifies; sets size.
size_of() {
  cross -nostdlib -Wl,--gc-sections -Wl,-e,tessera_open -Wl,-u,tessera_classify "$1" $support -lgcc \
    -o "$work/alone.elf"
  size=$(tool size -A "$work/alone.elf" |
    awk '$1 ~ /^\.(text|rodata)/ {s += $2} END {print s}')
}

figure() { awk -v name="$1" -v at="$2" '$1 == name {print $at}' "$work/measured.txt"; }

failed=0
signal_streams
mkdir "$work/students"
python3 Scripts/signal_students.py "$work/students" > /dev/null
events='signal-events-k1 signal-events-k8 signal-moments-events-k1 signal-moments-events-k8'
arm-none-eabi-gcc --version | head -1
echo "instructions, not cycles; bytes of the runtime, linked, and of the student"
echo "core           flags  runtime  student                    student    both   window  features  hostile  stack open/features/classify"
for core; do
  core "$core"
  compile_board
  for optimize in -Os -O2; do
    # shellcheck disable=SC2046
    compile Runtime/C99/tessera.c tessera "$optimize" $(only STANDARDIZE EVENTS) -DTESSERA_WITH_GATE=1
    size_of "$work/tessera.o"
    measure_signals "$work/tessera.o" events
    for name in $events; do
      bytes=$(wc -c < "$work/students/$name.tessera")
      window=$(figure "$name" 2)
      printf '%-13s  %-5s  %7d  %-25s  %7d  %6d  %7d  %8d  %7d  %4d/%4d/%4d\n' "$core" "$optimize" \
        "$size" "$name" "$bytes" "$((size + bytes))" "$window" "$(figure "$name" 3)" \
        "$(figure "$name" 4)" "$(figure "$name" 5)" "$(figure "$name" 6)" "$(figure "$name" 7)"
      case $core$optimize in
        cortex-m4-O2) limit "instructions of $name" "$window" 48000 ;;
        cortex-m0plus-Os) limit "instructions of $name" "$window" 80000 ;;
      esac
      case $family$optimize in
        arm-Os) limit "bytes of runtime and $name" "$((size + bytes))" 6144 ;;
      esac
    done
    [ "$optimize" = -O2 ] || check_signal_stacks
  done
done

echo "every stage"
echo "core           flags  student                       window  features  hostile  stack open/features/classify"
for core; do
  core "$core"
  compile_board
  for optimize in -Os -O2; do
    compile Runtime/C99/tessera.c tessera "$optimize"
    measure_signals "$work/tessera.o" signals
    awk -v core="$core" -v flags="$optimize" '!/^calibration/ {
      printf "%-13s  %-5s  %-27s  %7d  %8d  %7d  %4d/%4d/%4d\n", core, flags, $1, $2, $3, $4, $5, $6, $7
    }' "$work/measured.txt"
    [ "$optimize" = -O2 ] || check_signal_stacks
  done
done
exit $failed
