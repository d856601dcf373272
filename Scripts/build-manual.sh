#!/bin/sh
# The manual pages of the tool and of its verbs, from its own help: .build/manual/tessera.1 and
# tessera-VERB.1, so that 'man tessera compress' finds its page.
set -eu
cd "$(dirname "$0")/.."
pages=.build/plugins/GenerateManual/outputs/TesseraCLI
output=.build/manual
rm -rf "$pages" "$output"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! swift package -c release generate-manual --multi-page > "$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
mkdir -p "$output"
for page in "$pages"/tessera*.1; do
  name=$(basename "$page" .1)
  # The page of 'help' repeats the others.
  [ "$name" != tessera.help ] || continue
  sed -e '/^\.Xr tessera\.help 1/d' -e 's/^\(\.Xr tessera\)\./\1-/' \
    -e 's/^\(\.Dt TESSERA\)\./\1-/' -e 's/^$/.Pp/' "$page" > "$output/$(echo "$name" | tr . -).1"
done
echo "$(find "$output" -name '*.1' | wc -l) manual pages: $output"
