# shellcheck shell=sh disable=SC2034
# The table of cores, Runtime/Cores/cores.txt. To be sourced where the root of the project is the
# working directory.

# cores [WORD]: the names of the cores that QEMU runs; of those that generated folders have with `generated`, of
# those that Embedded Swift is built for with `swift`, and of those that simavr runs with `avr`.
cores() {
  while read -r name kernels triple family machine cpu board ticks generated flags; do
    case $name in '' | '#'*) continue ;; esac
    case ${1:-}=$family=$generated=$triple in
      avr=avr=*) echo "$name" ;;
      avr=* | *=avr=*=* | generated=*=no=* | swift=*=*=-) ;;
      *) echo "$name" ;;
    esac
  done < Runtime/Cores/cores.txt
}

# core NAME: sets kernels, triple, family, machine, cpu, board, ticks, generated and flags.
core() {
  while read -r name kernels triple family machine cpu board ticks generated flags; do
    [ "$name" != "$1" ] || return 0
  done < Runtime/Cores/cores.txt
  echo "unknown core: $1 (known: $(cores | xargs))" >&2
  exit 64
}
