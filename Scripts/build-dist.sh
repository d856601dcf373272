#!/usr/bin/env bash
# Builds the tool so that it runs on other Linux systems, and stages it with what it needs.
# usage: Scripts/build-dist.sh        JOBS=1 compiles with one thread
#
# Swift, OpenBLAS and LAPACKE are linked in; the other libraries are copied beside the tool. The tree
# .build/dist-stage then holds bin, lib/tessera, include and share. Scripts/pack-dist.sh packs it.
set -euo pipefail
cd "$(dirname "$0")/.."

link=$PWD/.build/dist-link
scratch=$PWD/.build/dist
stage=$PWD/.build/dist-stage
libraries=$(gcc -print-file-name=libopenblas.a | xargs dirname)
system=$(dirname "$(gcc -print-file-name=libzip.so)")

# A folder that the linker sees before the system's: archives in place of shared libraries.
# Fortran's library has no plain name without its compiler.
rm -rf "$link" "$stage"
mkdir -p "$link" "$stage/bin" "$stage/lib/tessera" "$stage/include"
ln -s "$(realpath "$libraries/libopenblas.a")" "$link/libopenblas.a"
ln -s "$(realpath "$system/liblapacke.a")" "$link/liblapacke.a"
ln -s "$(gcc -print-file-name=libgfortran.so.5)" "$link/libgfortran.so"
cat >"$link/openblas.pc" <<PC
Name: openblas
Description: OpenBLAS, linked as an archive
Version: $(pkg-config --modversion openblas)
Libs: -L$link -lopenblas
Cflags: $(pkg-config --cflags openblas)
PC

PKG_CONFIG_PATH=$link swift build -c release ${JOBS:+-j "$JOBS"} --static-swift-stdlib --scratch-path "$scratch" \
  --product tessera -Xlinker -lgfortran -Xlinker -rpath -Xlinker "\$ORIGIN/../lib/tessera" \
  -Xlinker --disable-new-dtags
strip --strip-all -o "$stage/bin/tessera" "$scratch/release/tessera"

# What it loads, and what that loads in turn, but for the libraries of every system.
Scripts/check_symbols.py --list "$stage/bin/tessera" | while IFS= read -r library; do
  cp -L "$library" "$stage/lib/tessera/"
done
strip --strip-unneeded "$stage"/lib/tessera/*
chmod 644 "$stage"/lib/tessera/*

for shell in bash:share/bash-completion/completions/tessera \
  zsh:share/zsh/site-functions/_tessera fish:share/fish/vendor_completions.d/tessera.fish; do
  mkdir -p "$stage/$(dirname "${shell#*:}")"
  "$stage/bin/tessera" --generate-completion-script "${shell%%:*}" >"$stage/${shell#*:}"
done
cp Sources/CTesseraRuntime/include/tessera.h "$stage/include/"
mkdir -p "$stage/share/tessera/c99"
Scripts/combine-c99.sh >"$stage/share/tessera/c99/tessera.c"
Scripts/collect-licences.sh "$scratch/checkouts" "$stage/share/doc/tessera"
Scripts/check_symbols.py "$stage/bin/tessera" "$stage"/lib/tessera/*
