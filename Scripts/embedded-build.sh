#!/bin/sh
# Compiles the embedded island (PackedFormat, StudentRuntime) for microcontrollers in Embedded
# Swift without allocations, and prints what the linker keeps of it when every function of
# tessera.h is used. What stays undefined are routines of the compiler's support library.
#
#   Scripts/embedded-build.sh [CORE]...     cores: cortex-m0plus cortex-m3 cortex-m4 riscv32
#
# Build products go to .build/embedded; LLD and LLVM_SIZE name other linkers and tools.
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- cortex-m0plus cortex-m3 cortex-m4 riscv32

triple() {
  case $1 in
    cortex-m0plus) echo armv6m-none-none-eabi ;;
    cortex-m3) echo armv7-none-none-eabi ;;
    cortex-m4) echo armv7em-none-none-eabi ;;
    riscv32) echo riscv32-none-none-eabi ;;
    *) echo "unknown core: $1" >&2; exit 64 ;;
  esac
}

entries='open input_count output_count region_count scratch_size output_scale quantize_f32
  quantize_i16 infer'

mkdir -p .build/embedded
for core; do
  target=$(triple "$core")
  scratch=.build/embedded/$core
  swift build -c release --target StudentRuntime --triple "$target" \
    --toolset "Toolsets/$core.json" --scratch-path "$scratch" > "$scratch.log" 2>&1 || {
    cat "$scratch.log" >&2
    exit 1
  }
  roots=
  for entry in $entries; do roots="$roots -u tessera_$entry"; done
  objects=$(find "$scratch/$target/release/PackedFormat.build" \
    "$scratch/$target/release/StudentRuntime.build" -name '*.o')
  # shellcheck disable=SC2086
  "${LLD:-ld.lld}" --gc-sections --unresolved-symbols=ignore-all -e 0 $roots $objects \
    -o "$scratch/runtime.elf"
  echo "$core ($target)"
  "${LLVM_SIZE:-llvm-size}" "$scratch/runtime.elf"
done
