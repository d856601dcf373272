#!/usr/bin/env bash
# Makes the user space of a Debian release with nothing but what every Debian has, and the packages
# that are named; prints its folder. Does nothing where it is there. It needs root.
# usage: Scripts/bare-root.sh RELEASE [PACKAGE,PACKAGE...]
set -euo pipefail
cd "$(dirname "$0")/.."
release=$1
packages=${2:-}
folder=${TESSERA_ROOTS:-$PWD/.build/roots}/$release${packages:+-with-${packages//,/-}}

if [ ! -f "$folder/etc/bare-root" ]; then
  Scripts/install-dependencies.sh debootstrap >&2
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  debootstrap --variant=minbase ${packages:+--include="$packages"} "$release" "$folder" >&2
  touch "$folder/etc/bare-root"
fi
echo "$folder"
