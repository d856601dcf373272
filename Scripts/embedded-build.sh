#!/bin/sh
# Compiles the embedded island (PackedFormat, StudentRuntime) for microcontrollers in Embedded
# Swift without allocations: one static library per core, .build/embedded/CORE/libtessera.a.
# Prints the size that a linker keeps of it: all of tessera.h, and tessera_open + tessera_infer.
# Symbols that stay undefined are routines of the compiler's support library.
#
#   Scripts/embedded-build.sh [CORE]...     cores of Runtime/Cores/cores.txt
set -eu
cd "$(dirname "$0")/.."
. Scripts/cores.sh

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores)

functions='open infer input_count output_count region_count scratch_size output_scale quantize_f32
  quantize_i16'

# kept SCRATCH FUNCTION...: bytes of code and constants that these functions need.
kept() {
  directory=$1
  shift
  roots=
  for function; do roots="$roots -u tessera_$function"; done
  # shellcheck disable=SC2086
  ld.lld --gc-sections --unresolved-symbols=ignore-all -e 0 $roots "$directory/libtessera.a" \
    -o "$directory/kept.elf"
  llvm-size -A "$directory/kept.elf" |
    awk '$1 ~ /^\.(text|rodata|ARM\.exidx|eh_frame|s?data|s?bss)/ {sum += $2} END {print sum}'
}

island=$(Scripts/island.sh)
mkdir -p .build/embedded
for core; do
  core "$core"
  scratch=.build/embedded/$core
  swift build -c release --target StudentRuntime --triple "$triple" \
    --toolset "Toolsets/$core.json" --scratch-path "$scratch" > "$scratch.log" 2>&1 || {
    cat "$scratch.log" >&2
    exit 1
  }
  # Sources that are gone leave their objects behind: take those of the sources that are there.
  # Hashes of the Swift modules are no part of the runtime, and nothing unwinds a stack.
  rm -rf "$scratch/objects" "$scratch/libtessera.a"
  mkdir "$scratch/objects"
  for module in $island; do
    for source in Sources/$module/*.swift; do
      name=$(basename "$source")
      llvm-objcopy --strip-debug --remove-section .swift_modhash --remove-section '.ARM.exidx*' \
        "$scratch/$triple/release/$module.build/$name.o" "$scratch/objects/$module-$name.o"
    done
  done
  llvm-ar rcs "$scratch/libtessera.a" "$scratch"/objects/*.o
  # shellcheck disable=SC2086
  echo "$core ($triple): open + infer $(kept "$scratch" open infer) bytes," \
    "all functions $(kept "$scratch" $functions)"
done
