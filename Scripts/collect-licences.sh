#!/usr/bin/env bash
# Copies the licences of everything that goes with the tool into a folder.
# usage: Scripts/collect-licences.sh CHECKOUTS FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
checkouts=$1
folder=$2
mkdir -p "$folder/licences"
cp LICENSE "$folder/LICENSE"
[ -d "$checkouts/swift-mustache" ] || { echo "error: $checkouts holds no packages" >&2; exit 1; }

# Debian's packages: those whose archives are linked in, and those whose libraries are copied.
debian="libopenblas-dev liblapacke libzip4 libbz2-1.0 libssl3 libnettle8 zlib1g libgfortran5 libquadmath0"
for package in $debian; do
  cp "/usr/share/doc/$package/copyright" "$folder/licences/$package.txt"
done
for licence in GPL-3 LGPL-2.1 Apache-2.0; do
  cp "/usr/share/common-licenses/$licence" "$folder/licences/$licence.txt"
done

# Swift with Foundation and ICU, and the packages.
swift=$(dirname "$(dirname "$(realpath "$(command -v swift)")")")
cp "$swift/share/swift/LICENSE.txt" "$folder/licences/swift.txt"
for package in swift-argument-parser swift-mustache; do
  for file in LICENSE NOTICE; do
    [ ! -f "$checkouts/$package/$file.txt" ] \
      || cp "$checkouts/$package/$file.txt" "$folder/licences/$package-$file.txt"
  done
done
cp Runtime/Install/unicode-licence.txt "$folder/licences/icu.txt"

{
  echo "Tessera is under the Apache License 2.0 (LICENSE). With it go, under licences of their own:"
  echo
  echo "- Swift's runtime, Foundation and ICU, linked in (swift.txt, icu.txt)"
  echo "- the packages swift-argument-parser and swift-mustache, linked in"
  for package in $debian; do
    echo "- $(dpkg-query -W -f '${binary:Package} ${Version} of Debian, source ${source:Package}' "$package") ($package.txt)"
  done
  echo
  echo "libgfortran has the GCC Runtime Library Exception, and libquadmath is under the LGPL 2.1. Both are"
  echo "shared libraries in lib/tessera and can be replaced. Debian has the source of each version."
} >"$folder/BUNDLED.txt"
