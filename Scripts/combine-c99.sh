#!/bin/sh
# Writes the C99 runtime as one file: the parts that Runtime/C99/tessera.c includes, in its order.
# usage: Scripts/combine-c99.sh > FILE
set -eu
cd "$(dirname "$0")/../Runtime/C99"
# shellcheck disable=SC2046
awk 'FNR == 1 && NR > 1 {print ""} {print}' $(sed -n 's/^#include "\(.*\)"$/\1/p' tessera.c)
