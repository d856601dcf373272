#!/bin/sh
# Installs what Scripts/prove.py needs; does nothing when it is there.
# usage: Scripts/setup-proof.sh
#
# Frama-C and z3 are packages of Debian 12. CBMC 6 is one of Debian 13: it is unpacked in .build/proof/cbmc
# with its own libraries, and nothing of the system changes. apt-get checks the signatures of both.
set -eu
cd "$(dirname "$0")/.."
Scripts/install-dependencies.sh gcc libc6-dev python3 z3 frama-c-base

home=$PWD/.build/proof/cbmc
suite=trixie
packages="cbmc minisat libc6 libgcc-s1 libstdc++6"
[ ! -x "$home/bin/symtab2gb" ] || exit 0

echo "unpacking CBMC in .build/proof/cbmc"
rm -rf "$home"
mkdir -p "$home/lists/partial" "$home/cache/archives/partial" "$home/packages" "$home/root" "$home/bin"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" \
  > "$home/sources.list"
# apt-get with lists of its own, which know nothing of what the system has.
apart() {
  apt-get -q -o "Dir::Etc::SourceList=$home/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o "Dir::State::Lists=$home/lists" -o "Dir::Cache=$home/cache" -o Dir::State::Status=/dev/null "$@"
}
apart update
# shellcheck disable=SC2086
(cd "$home/packages" && apart download $packages)
for package in "$home"/packages/*.deb; do
  dpkg-deb -x "$package" "$home/root"
done
for tool in cbmc goto-cc goto-instrument symtab2gb; do
  cat > "$home/bin/$tool" <<EOF
#!/bin/sh
root=$home/root
exec "\$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" \\
  --library-path "\$root/usr/lib/x86_64-linux-gnu:\$root/usr/lib" "\$root/usr/bin/$tool" "\$@"
EOF
  chmod +x "$home/bin/$tool"
done
"$home/bin/cbmc" --version > /dev/null || { rm -rf "$home"; exit 1; }
rm -rf "$home/packages" "$home/cache" "$home/lists"
