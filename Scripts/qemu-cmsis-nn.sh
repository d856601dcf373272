#!/bin/sh
# Counts an inference of 140 inputs, 3 regions and 5 outputs beside the two fully connected layers of
# CMSIS-NN that do the same work, in QEMU. It fetches nothing: give it the folder of a checkout.
#
#   Scripts/qemu-cmsis-nn.sh CHECKOUT [CORE...]
#
# The runtime is built with -Os, CMSIS-NN with -O3. CMSIS-NN's calls are counted with their call, and
# decide nothing: label, region and margin are in the runtime's figure alone. Instructions, not cycles.
set -eu
if [ $# -eq 0 ]; then
  echo "usage: Scripts/qemu-cmsis-nn.sh CHECKOUT [CORE...]" >&2
  exit 64
fi
checkout=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
. Scripts/device.sh
[ $# -gt 0 ] || set -- cortex-m0plus cortex-m3 cortex-m4 cortex-m7 cortex-m33 cortex-m55
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
python3 Scripts/golden_stream.py --measured first --output "$work/measured-first.bin"

# theirs SOURCE OBJECT: compiles a file of the checkout, or a program that calls it, in their way.
theirs() {
  cross -std=c99 -O3 -ffreestanding -ffunction-sections -fdata-sections -I "$checkout/Include" \
    -I Runtime/QEMU -I Runtime/Cores "-DINSTRUCTIONS_PER_TWO_TICKS=$ticks" -c "$1" -o "$work/$2.o"
}

commit=$(git -C "$checkout" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
arm-none-eabi-gcc --version | head -1
echo "CMSIS-NN at $commit, -O3; the runtime of version 1, -Os"
echo "core           runtime  CMSIS-NN"
for core; do
  core "$core"
  compile_board
  compile Runtime/C99/tessera.c tessera -Os -DTESSERA_WITH_FORMAT_2=0
  measure "$work/tessera.o"
  ours=$(awk '/folded/ {print $3}' "$work/measured.txt")
  theirs "$checkout/Source/FullyConnectedFunctions/arm_fully_connected_s8.c" connected
  theirs "$checkout/Source/NNSupportFunctions/arm_nn_vec_mat_mult_t_s8.c" product
  theirs Runtime/QEMU/cmsis_main.c cmsis_main
  image cmsis "$work/measured-first.bin" "$work/cmsis_main.o" "$work/connected.o" "$work/product.o"
  printf '%-14s %7s  %8s\n' "$core" "$ours" "$(emulate cmsis 60 -icount shift=0)"
done
exit $failed
