#!/bin/sh
# Finds out before anything is installed whether there is a toolchain of Swift that builds the tool.
# usage: Scripts/require-swift.sh
set -eu

needed=6.2
way="Install it from https://www.swift.org/install/ (a download of about 1 GB, 3 GB on disk) and run
the command again. The build then takes a few minutes and 0.2 GB. Without a toolchain: the Python
wheel and the Debian package of a release bring the tool along."

if ! command -v swift >/dev/null 2>&1; then
  echo "error: Tessera is built with Swift $needed or newer, and there is no 'swift'." >&2
  echo "$way" >&2
  exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n%s\n' "$needed" "${found:-0}" | sort -V | head -n 1)" != "$needed" ]; then
  echo "error: Tessera is built with Swift $needed or newer, and this is ${found:-unknown}." >&2
  echo "$way" >&2
  exit 1
fi
