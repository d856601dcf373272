#!/bin/sh
# Compiles the embedded island (SignalFrontEnd, PackedFormat, StudentRuntime) for microcontrollers in Embedded
# Swift without allocations. One static library per core has every format version,
# .build/embedded/CORE/libtessera.a, and one has version 1 alone (TESSERA_FORMAT_1_ONLY),
# .build/embedded/CORE-format-1/libtessera.a.
# Prints the size that a linker keeps of each: all of tessera.h, and tessera_open + tessera_infer.
# Symbols that stay undefined are routines of the compiler's support library.
#
#   Scripts/embedded-build.sh [CORE]...     cores of Runtime/Cores/cores.txt
set -eu
cd "$(dirname "$0")/.."
. Scripts/cores.sh

# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cores swift)

functions='open infer input_count output_count region_count scratch_size output_scale quantize_f32
  quantize_i16'
functions_of_2="$functions window_count input_size stream_size quantize_i32 quantize_f32_wide
  quantize_i16_wide quantize_i32_wide infer_wide program_size features_i16 features_i16_wide
  counts_f32 classify_size classify stream_start stream_push beat_size beat_start beat_push
  adapt_size adapt_delta_size adapt_begin adapt_keep adapt_apply adapt_ask adapt_learn adapt_commit
  adapt_save adapt_load"

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

# library SCRATCH OPTION...: the island of the core as a static library.
library() {
  scratch=$1
  shift
  swift build -c release --target StudentRuntime --triple "$triple" \
    --toolset "Toolsets/$core.json" --scratch-path "$scratch" "$@" > "$scratch.log" 2>&1 || {
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
}

island=$(Scripts/island.sh)
mkdir -p .build/embedded
for core; do
  core "$core"
  library ".build/embedded/$core-format-1" -Xswiftc -DTESSERA_FORMAT_1_ONLY
  # shellcheck disable=SC2086
  echo "$core ($triple), version 1 alone: open + infer $(kept "$scratch" open infer) bytes," \
    "all functions $(kept "$scratch" $functions)"
  library ".build/embedded/$core"
  # shellcheck disable=SC2086
  echo "$core ($triple), versions 1 and 2: open + infer $(kept "$scratch" open infer) bytes," \
    "all functions $(kept "$scratch" $functions_of_2)"
done
