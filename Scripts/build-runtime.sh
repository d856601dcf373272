#!/bin/sh
# Compiles the C99 runtime, with the loop over rows, as the shared library of the Python package.
# usage: Scripts/build-runtime.sh        into Python/src/tessera_pla, where nothing is newer
set -eu
cd "$(dirname "$0")/.."
library=Python/src/tessera_pla/libtessera.so
if [ -f "$library" ] && [ -z "$(find Runtime/C99/tessera.c Runtime/C99/parts Python/native \
  Sources/CTesseraRuntime/include -newer "$library" -type f)" ]; then
  exit 0
fi
gcc -std=c99 -O3 -fPIC -shared -ffp-contract=off -Wall -Wextra -Werror \
  -ISources/CTesseraRuntime/include Runtime/C99/tessera.c Python/native/rows.c -o "$library.partial"
strip --strip-unneeded "$library.partial"
mv "$library.partial" "$library"
