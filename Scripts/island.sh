#!/bin/sh
# Prints the Swift modules of the embedded island, the lowest first: those of the package that is
# installed. Fails when one has no sources.
set -eu
cd "$(dirname "$0")/.."
modules=$(sed -n 's/^ *module("\([A-Za-z0-9]*\)".*/\1/p' Runtime/Install/Package.swift)
[ -n "$modules" ] || { echo "error: Runtime/Install/Package.swift lists no module" >&2; exit 1; }
for module in $modules; do
  ls Sources/"$module"/*.swift > /dev/null
done
echo "$modules"
