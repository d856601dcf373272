#!/usr/bin/env bash
# Builds the wheel of the Python package, with the tool of `make dist` and the C99 runtime in it.
# usage: Scripts/build-wheel.sh        into out/dist
set -euo pipefail
cd "$(dirname "$0")/.."
stage=.build/dist-stage
tree=.build/wheel
[ -x "$stage/bin/tessera" ] || { echo "error: $stage is not there: run make dist" >&2; exit 1; }

rm -rf "$tree"
mkdir -p "$tree" out/dist
cp -R Python/pyproject.toml Python/setup.py Python/README.md Python/src "$tree/"
find "$tree" -name __pycache__ -prune -exec rm -rf {} +
package=$tree/src/tessera_pla
mkdir -p "$package/bin" "$package/lib"
cp "$stage/bin/tessera" "$package/bin/"
cp -R "$stage/lib/tessera" "$package/lib/"
cp -R "$stage/share/doc/tessera/licences" "$tree/licences"
cp LICENSE "$stage/share/doc/tessera/BUNDLED.txt" "$tree/licences/"
Scripts/check_symbols.py "$package/bin/tessera" "$package/libtessera.so" "$package"/lib/tessera/*

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
Python/.venv/bin/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --wheel-dir out/dist "$tree"
ls -l out/dist/tessera_pla-*-py3-none-manylinux_2_35_x86_64.whl
