#!/bin/sh
# Puts what was built where a system looks for it, or takes it away again.
# usage: Scripts/install.sh install|uninstall PREFIX     DESTDIR is put before PREFIX
set -eu
cd "$(dirname "$0")/.."
root=${DESTDIR:-}$2
manifest=$root/share/tessera/manifest

if [ "$1" = uninstall ]; then
  if [ ! -f "$manifest" ]; then
    echo "error: $manifest is not there: nothing was installed under $root" >&2
    exit 1
  fi
  # The files by their list, then the folders that are Tessera's own, deepest first.
  while IFS= read -r file; do rm -f "$root/$file"; done < "$manifest"
  rm -f "$manifest"
  for folder in share/tessera share/cmake/tessera share/doc/tessera; do
    find "$root/$folder" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done
  echo "removed Tessera from $root"
  exit 0
fi

tool=.build/release/tessera
for file in "$tool" .build/manual/tessera.1; do
  if [ ! -f "$file" ]; then
    echo "error: $file is not there: run make build manual" >&2
    exit 1
  fi
done
version=$("$tool" --version)
# Files of an older version that this one has no more.
[ ! -f "$manifest" ] || Scripts/install.sh uninstall "$2" > /dev/null
list=$(mktemp)
combined=$(mktemp)
trap 'rm -f "$list" "$combined"' EXIT

# place MODE FILE PATH
place() {
  mkdir -p "$root/$(dirname "$3")"
  install -m "$1" "$2" "$root/$3"
  echo "$3" >> "$list"
}

# filled TEMPLATE PATH: with the version.
filled() {
  mkdir -p "$root/$(dirname "$2")"
  sed "s/@VERSION@/$version/" "$1" > "$root/$2"
  chmod 644 "$root/$2"
  echo "$2" >> "$list"
}

# completion SHELL PATH
completion() {
  mkdir -p "$root/$(dirname "$2")"
  "$tool" --generate-completion-script "$1" > "$root/$2"
  chmod 644 "$root/$2"
  echo "$2" >> "$list"
}

place 755 "$tool" bin/tessera
completion bash share/bash-completion/completions/tessera
completion zsh share/zsh/site-functions/_tessera
completion fish share/fish/vendor_completions.d/tessera.fish
for page in .build/manual/*.1; do place 644 "$page" "share/man/man1/$(basename "$page")"; done
place 644 LICENSE share/doc/tessera/LICENSE

# The C99 runtime: a header and a source file, for any build of the firmware.
place 644 Sources/CTesseraRuntime/include/tessera.h include/tessera.h
Scripts/combine-c99.sh > "$combined"
place 644 "$combined" share/tessera/c99/tessera.c
filled Runtime/Install/tessera.pc share/pkgconfig/tessera.pc
filled Runtime/Install/tessera-config-version.cmake share/cmake/tessera/tessera-config-version.cmake
place 644 Runtime/Install/tessera-config.cmake share/cmake/tessera/tessera-config.cmake

# The Swift runtime: a package of its own.
place 644 Runtime/Install/Package.swift share/tessera/swift/Package.swift
folders="Toolsets Sources/CTesseraRuntime"
for module in $(Scripts/island.sh); do folders="$folders Sources/$module"; done
# shellcheck disable=SC2086
for file in $(git ls-files $folders 2>/dev/null || find $folders -type f); do
  place 644 "$file" "share/tessera/swift/$file"
done

install -m 644 "$list" "$manifest"
echo "installed Tessera $version in $root"
