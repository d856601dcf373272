# shellcheck shell=sh disable=SC2034,SC2154
# Programs for the boards that QEMU emulates: build, run, compare with the golden files, measure.
# To be sourced where the root of the project is the working directory, with a folder $work; what
# works on a core is called after `core NAME`.
. Scripts/cores.sh

# tool NAME ARGUMENT...: gcc, nm, objdump and size for the family of the core.
tool() {
  tool=$1
  shift
  case $family in
    avr) tool=avr-$tool ;;
    riscv32) tool=riscv64-unknown-elf-$tool ;;
    xtensa) tool=xtensa-lx106-elf-$tool ;;
    *) tool=arm-none-eabi-$tool ;;
  esac
  "$tool" "$@"
}

# cross ARGUMENT...: the C compiler.
cross() {
  case $family in
    # shellcheck disable=SC2086
    arm) tool gcc $flags -masm-syntax-unified "$@" ;;
    # shellcheck disable=SC2086
    *) tool gcc $flags "$@" ;;
  esac
}

# compile SOURCE OBJECT FLAG...
compile() {
  source=$1 object=$2
  shift 2
  cross -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align \
    -Wundef -Wdouble-promotion -Werror \
    -ffreestanding -ffunction-sections -fdata-sections -I Sources/CTesseraRuntime/include \
    -I Runtime/C99/test -I Runtime/BitExact -I Runtime/Cores -I Runtime/QEMU \
    "-DINSTRUCTIONS_PER_TWO_TICKS=$ticks" "$@" -c "$source" -o "$work/$object.o"
}

# compile_board: start-up code, the parts of the board that programs need, and what the compiler's
# library lacks, which is $support.
compile_board() {
  support=
  if [ "$family" = xtensa ]; then
    compile Runtime/Cores/lx106.c lx106 -O1
    support=$work/lx106.o
  fi
  compile Runtime/Cores/startup.c startup -O1
  compile Runtime/QEMU/board.c board -O1
}

# No enum is stored or passed by address, so that its size does not matter; and the support
# library of the C compiler does not state whether its stack is executable.
quiet='-Wl,--no-enum-size-warning -Wl,--no-warn-execstack'

# image PROGRAM STREAM OBJECT...: the board with these objects, a library last, and the bytes of a
# stream.
image() {
  program=$1
  cross "-DSTREAM=\"$2\"" -c Runtime/QEMU/stream.S -o "$work/stream.o"
  shift 2
  if [ "$family" = avr ]; then
    cross -Wl,--gc-sections "$work/startup.o" "$work/board.o" "$work/stream.o" "$@" -o "$work/$program.elf"
    return
  fi
  case $family in arm) libraries="$quiet -lc -lgcc" ;; *) libraries="$support -lgcc" ;; esac
  # shellcheck disable=SC2086
  cross -nostdlib -Wl,--gc-sections -L Runtime/Cores -T "Runtime/Cores/$board.ld" \
    "$work/startup.o" "$work/board.o" "$work/stream.o" "$@" $libraries -o "$work/$program.elf"
}

# emulate PROGRAM SECONDS OPTION...: the output of an image before the time is over.
emulate() {
  program=$1 seconds=$2
  shift 2
  if [ "$family" = avr ]; then
    timeout "$seconds" simavr -m "$machine" -f 16000000 "$work/$program.elf" 2>&1
    return
  fi
  [ "$cpu" = - ] || set -- -cpu "$cpu" "$@"
  [ "$family" != riscv32 ] || set -- -bios none "$@"
  timeout "$seconds" "qemu-system-$family" -M "$machine" -nographic -monitor none -serial none "$@" \
    -semihosting-config enable=on,target=native -kernel "$work/$program.elf" 2>&1
}

# golden_streams: the input of check_golden and measure.
golden_streams() {
  for kind in first scales wide; do
    python3 Scripts/golden_stream.py --measured $kind --output "$work/measured-$kind.bin"
  done
  for part in 0/1 0/4 1/4 2/4 3/4; do
    python3 Scripts/golden_stream.py --part $part \
      --output "$work/golden-${part%/*}-${part#*/}.bin"
  done
}

# check_golden RUNTIME [FLAG...]: sets golden; the flags are those with which the runtime was
# compiled. The flash of the micro:bit and of an547 takes a quarter of the files at a time.
check_golden() {
  golden=equal part=0 parts=1 runtime=$1
  shift
  case $board in microbit | an547) parts=4 ;; esac
  compile Runtime/C99/test/golden.c golden -O1 "$@"
  compile Runtime/C99/test/golden_stream.c golden_stream -O1
  compile Runtime/QEMU/golden_main.c golden_main -O1
  while [ $part -lt $parts ]; do
    image golden "$work/golden-$part-$parts.bin" "$work/golden.o" "$work/golden_stream.o" \
      "$work/golden_main.o" "$runtime"
    if ! emulate golden 240 -icount shift=0 > "$work/golden.txt"; then
      golden=DIFFERS failed=1
      tail -5 "$work/golden.txt" >&2
    fi
    part=$((part + 1))
  done
}

# measure RUNTIME [STUDENTS]: lines of figures in $work/measured.txt; of the students of version 1, or
# of version 2 with `scales` or `wide`.
measure() {
  compile Runtime/C99/test/golden_stream.c golden_stream -O1
  compile Runtime/QEMU/measure_main.c measure_main -O1
  image measured "$work/measured-${2:-first}.bin" "$work/golden_stream.o" "$work/measure_main.o" "$1"
  emulate_measured
}

# signal_streams: the input of measure_signals.
signal_streams() {
  for kind in events signals; do
    python3 Scripts/golden_stream.py --measured $kind --output "$work/$kind.bin"
  done
}

# measure_signals RUNTIME STREAM: lines of figures in $work/measured.txt; the stream is events or signals.
measure_signals() {
  compile Runtime/C99/test/golden_stream.c golden_stream -O1
  compile Runtime/QEMU/signal_main.c signal_main -O1 -DUSUAL_CASES=3
  image measured "$work/$2.bin" "$work/golden_stream.o" "$work/signal_main.o" "$1"
  emulate_measured
}

# check_signal_stacks: no function that was measured is deeper than the runtime may be.
check_signal_stacks() {
  while read -r name _ _ _ opening features classifying _; do
    case $name in calibration) continue ;; esac
    for depth in "$opening" "$features" "$classifying"; do
      limit_stack "stack in bytes, $name" "$depth"
    done
  done < "$work/measured.txt"
}

# emulate_measured: runs the image of a measurement.
emulate_measured() {
  if ! emulate measured 240 -icount shift=0 > "$work/measured.txt"; then
    failed=1
    cat "$work/measured.txt" >&2
  fi
  if ! awk '/^calibration/ {exit !($2 > $3 * 0.995 && $2 < $3 * 1.005)}' "$work/measured.txt"; then
    echo "$core: a tick is not what it should be: $(head -1 "$work/measured.txt")" >&2
    failed=1
  fi
}

# limit WHAT VALUE LIMIT: 0 is no limit.
limit() {
  if [ "$3" -gt 0 ] && [ "$2" -gt "$3" ]; then
    echo "$core: $1 is $2, more than $3" >&2
    failed=1
  fi
}

# limit_stack WHAT VALUE: the floats of the lx106 are functions of ours, with stack of their own.
limit_stack() {
  case $family in xtensa) limit "$1" "$2" 640 ;; *) limit "$1" "$2" 400 ;; esac
}

# limit_work FOLDED PUBLISHED STACK...: instructions of the folded student, hundredths of an
# instruction per multiply-accumulate of the published structure, bytes of stack.
limit_work() {
  case $kernels in
    thumb1) most=7500 most_each=0 ;;
    portable) most=4900 most_each=0 ;;
    dsp | mve) most=2400 most_each=185 ;;
  esac
  limit 'instructions of 140-5, k = 3' "$1" "$most"
  limit 'hundredths of an instruction per multiply-accumulate of 140-128-5' "$2" "$most_each"
  shift 2
  for depth; do limit_stack 'stack in bytes' "$depth"; done
}
