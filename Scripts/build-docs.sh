#!/usr/bin/env bash
# Documentation of all library modules as one archive; warnings are errors, and so are public
# symbols that say too little of themselves.
# usage: Scripts/build-docs.sh [DIRECTORY]   (.build/docs)
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-.build/docs}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The generator is a dependency here alone, and the ranks of MPI are of `make mpi`.
export TESSERA_DOCUMENTATION=1 TESSERA_MPI=1

# A library module has its README beside its sources; the tool has one, too.
targets=()
for readme in Sources/*/README.md; do
  module=$(basename "$(dirname "$readme")")
  case $module in TesseraCLI | TesseraMPI) continue ;; esac
  targets+=(--target "$module")
done

# Symbols of a module that is gone would be checked, too.
rm -rf .build/*/extracted-symbols "$output"
mkdir -p "$(dirname "$output")"
# In release mode, because the tests have built the modules so: nothing is compiled again.
if ! swift package -c release --allow-writing-to-directory "$(dirname "$output")" \
  generate-documentation "${targets[@]}" --enable-experimental-combined-documentation \
  --warnings-as-errors --output-path "$output" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
python3 Scripts/undocumented.py .build/*/extracted-symbols/*/*/*.symbols.json
echo "documentation of $((${#targets[@]} / 2)) modules: $output"
