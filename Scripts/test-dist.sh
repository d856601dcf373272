#!/usr/bin/env bash
# Runs the packed tool in bare user spaces of Debian 12 and 13: the tarball and the Debian package.
# Both must make the student, byte for byte, that the tool makes here.
# usage: Scripts/test-dist.sh [RELEASE...]        bookworm and trixie without one
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
[ $# -gt 0 ] || set -- bookworm trixie
if [ "$(id -u)" != 0 ]; then
  echo "skipped: no root for a user space of its own"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
beats=$project/Examples/SyntheticBeats/beats
compress="compress /trial/beats-train.npz --test /trial/beats-test.npz --quiet --output"

fail() {
  echo "FAIL dist: $1" >&2
  exit 1
}

.build/dist-stage/bin/tessera compress "$beats-train.npz" --test "$beats-test.npz" --quiet \
  --output "$work/here.tessera"
for release in "$@"; do
  root=$(Scripts/bare-root.sh "$release")
  rm -rf "$root/trial"
  mkdir "$root/trial"
  cp "$beats-train.npz" "$beats-test.npz" out/dist/tessera_*_amd64.deb "$root/trial/"
  tar --extract --gzip --file out/dist/tessera-*-linux-x86_64.tar.gz --directory "$root/trial"
  # shellcheck disable=SC2086
  Scripts/in-root.sh "$root" sh -c "cd /trial && ./tessera-*/bin/tessera $compress tarball.tessera"
  Scripts/in-root.sh "$root" sh -c "dpkg --install /trial/tessera_*_amd64.deb >/dev/null"
  # shellcheck disable=SC2086
  Scripts/in-root.sh "$root" tessera $compress /trial/package.tessera
  for made in tarball package; do
    cmp "$work/here.tessera" "$root/trial/$made.tessera" || fail "$made on $release: another student"
  done
  Scripts/in-root.sh "$root" dpkg --purge tessera >/dev/null
  [ ! -e "$root/usr/lib/tessera" ] || fail "the package leaves files on $release"
  rm -rf "$root/trial"
  echo "PASS dist: the tarball and the package on $release"
done
