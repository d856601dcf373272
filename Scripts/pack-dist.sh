#!/usr/bin/env bash
# Packs the staged tool as a tarball and as a Debian package, into out/dist.
# usage: Scripts/pack-dist.sh
set -euo pipefail
cd "$(dirname "$0")/.."
stage=.build/dist-stage
[ -x "$stage/bin/tessera" ] || { echo "error: $stage is not there: run make dist" >&2; exit 1; }
version=$("$stage/bin/tessera" --version)
moment=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH=$moment
mkdir -p out/dist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

name=tessera-$version-linux-x86_64
cp -R "$stage" "$work/$name"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$moment" \
  --directory "$work" "$name" | gzip --no-name -9 >"out/dist/$name.tar.gz"

root=$work/deb
mkdir -p "$root/DEBIAN" "$root/usr"
cp -R "$stage/." "$root/usr/"
cp LICENSE "$root/usr/share/doc/tessera/copyright"
find "$root" -type d -exec chmod 755 {} +
cat >"$root/DEBIAN/control" <<CONTROL
Package: tessera
Version: $version
Section: devel
Priority: optional
Architecture: amd64
Depends: libc6 (>= 2.35), libstdc++6 (>= 12), libgcc-s1 (>= 12)
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Maintainer: The Tessera authors <noreply@invalid>
Description: compress a trained network into a few kilobytes of int8
 Tessera reads what a trained network answers and makes a piecewise linear
 student of it, which runs on a microcontroller in integer arithmetic.
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$root" "out/dist/tessera_${version}_amd64.deb" >/dev/null
ls -l out/dist/tessera*
