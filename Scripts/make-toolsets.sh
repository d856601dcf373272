#!/bin/sh
# Writes the toolset of every core of Runtime/Cores/cores.txt, Toolsets/CORE.json.
# usage: Scripts/make-toolsets.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
. Scripts/cores.sh
folder=${1:-Toolsets}

# options PREFIX WORD...: a line of JSON strings, each word behind its prefix.
options() {
  prefix=$1
  shift
  printf '     '
  for word; do printf ' "%s", "%s",' "$prefix" "$word"; done
  echo
}

mkdir -p "$folder"
rm -f "$folder"/*.json
for core in $(cores swift); do
  core "$core"
  {
    echo '{'
    echo '  "schemaVersion": "1.0",'
    echo '  "swiftCompiler": {'
    echo '    "extraCLIOptions": ['
    echo '      "-enable-experimental-feature", "Embedded", "-wmo", "-Osize", "-no-allocations",'
    case $kernels in
      thumb1) echo '      "-DTESSERA_ARMV6M",' ;;
      dsp) echo '      "-DTESSERA_DSP",' ;;
    esac
    # shellcheck disable=SC2086
    options -Xcc $flags -ffreestanding
    options -Xfrontend -function-sections -disable-stack-protector | sed 's/,$//'
    echo '    ]'
    echo '  }'
    echo '}'
  } > "$folder/$core.json"
done
