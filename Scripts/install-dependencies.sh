#!/bin/sh
# Installs the Debian packages that the build lacks; does nothing when all are there.
# usage: Scripts/install-dependencies.sh PACKAGE...
set -eu

missing=""
for package in "$@"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "error: these Debian packages are needed:$missing. Install their equivalents." >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "error: as root, run: apt-get install$missing" >&2
    exit 1
  fi
  as_root="sudo"
fi
echo "installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y --no-install-recommends $missing
