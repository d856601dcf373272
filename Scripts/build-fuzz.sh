#!/bin/sh
# Compiles the fuzz targets into a folder, for Scripts/fuzz.sh.
# usage: Scripts/build-fuzz.sh FOLDER
#
# Not a package of its own: that would compile everything once more, with
# sanitizers. Here only what reads bytes from outside is compiled; the rest comes from the build
# of the project.
set -eu
cd "$(dirname "$0")/.."
work=$1
built=.build/release
island=$(Scripts/island.sh)
inputs="Sources/ActivationFormats Sources/HostRuntime Sources/LinearAlgebra Sources/Rows \
  Sources/CTesseraRuntime Runtime/C99 Runtime/Install/Package.swift Fuzz Scripts/build-fuzz.sh"
for name in $island; do inputs="$inputs Sources/$name"; done
# shellcheck disable=SC2086
if [ -e "$work/fuzz-csv" ] && [ -z "$(find $inputs -newer "$work/fuzz-csv" -type f)" ]; then
  exit 0
fi
list=$built/tessera.product/Objects.LinkFileList
if ! [ -e "$list" ]; then
  echo "error: the project is not built; run: swift build -c release" >&2
  exit 1
fi

mkdir -p "$work"
maps=$(find Sources -name module.modulemap -exec printf -- '-Xcc -fmodule-map-file=%s ' {} +)
clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
package=$(grep -ao '"-module-name","Rows".*' $built.yaml \
  | grep -o '"-package-name","[^"]*"' | head -1 | cut -d'"' -f4)
swift_flags="-O -wmo -parse-as-library -swift-version 6 -sanitize=fuzzer,address -g \
  -package-name $package -I $work -I $built/Modules \
  $maps $(pkg-config --cflags openblas libzip) $(grep -o 'enableUpcomingFeature("[A-Za-z]*")' \
    Package.swift | sed 's/.*"\(.*\)".*/-enable-upcoming-feature \1/' | tr '\n' ' ')"
c_flags="-std=c99 -O2 -g -Wall -Wextra -I Sources/CTesseraRuntime/include -I Fuzz \
  -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all"

# module NAME [FILE]: one object and its interface, of the folder in Sources without a file.
module() {
  # shellcheck disable=SC2046,SC2086
  swiftc $swift_flags -c -emit-module -emit-module-path "$work/$1.swiftmodule" \
    -module-name "$1" -o "$work/$1.o" ${2:-$(find "Sources/$1" -name '*.swift')}
}

c() {
  name=$1
  shift
  # shellcheck disable=SC2086
  "$clang" $c_flags "$@" -o "$work/$name.o" -c
}

# objects MODULES: the objects that the tool is linked from. A folder may hold some of moved sources.
objects() {
  grep -E "/($1)\.build/" "$list"
}

# link COMPILER TARGET OBJECT...: the linker's warnings about the sanitizer's own list say nothing.
link() {
  linker=$1
  name=$2
  shift 2
  "$linker" "$@" -o "$work/fuzz-$name" 2> "$work/link.log" || {
    grep -v 'Cannot export local symbol' "$work/link.log" >&2
    exit 1
  }
}

c runtime_c99 Fuzz/runtime_c99.c
c runtime_swift Fuzz/runtime_swift.c
c blob_mutator Fuzz/blob_mutator.c
c blob_writer Fuzz/blob_writer.c
c blob_version2 Fuzz/blob_version2.c
c c99 -DC99_ALONE Fuzz/blob.c
c blob Fuzz/blob.c
c program Fuzz/program.c
# Its own mutator takes the place of the one for students.
c blob_tools -DLLVMFuzzerCustomMutator=mutate_student Fuzz/blob_mutator.c
c reader_mutator Fuzz/reader_mutator.c
mutator="$work/blob_mutator.o $work/blob_writer.o $work/blob_version2.o"
runtime=
for name in $island; do
  module "$name"
  runtime="$runtime $work/$name.o"
done
module ActivationFormats
module HostRuntime
module Student Fuzz/Student.swift
module Reader Fuzz/Reader.swift

rows=$(objects Rows)
algebra=$(objects LinearAlgebra)
digests=$(objects Digests)
libraries="$(pkg-config --libs openblas libzip nettle) -llapacke -lz"
# shellcheck disable=SC2086
{
  link "$clang" c99 -fsanitize=fuzzer,address,undefined "$work/c99.o" "$work/runtime_c99.o" $mutator
  link swiftc blob -sanitize=fuzzer,address "$work/blob.o" "$work/runtime_c99.o" "$work/runtime_swift.o" \
    $mutator $runtime
  link swiftc program -sanitize=fuzzer,address "$work/program.o" "$work/runtime_c99.o" \
    "$work/runtime_swift.o" "$work/blob_tools.o" "$work/blob_writer.o" "$work/blob_version2.o" $runtime
  link swiftc student -sanitize=fuzzer,address "$work/Student.o" $mutator "$work/HostRuntime.o" $runtime \
    $rows $digests $(pkg-config --libs nettle)
  link swiftc npy -sanitize=fuzzer,address "$work/Reader.o" "$work/reader_mutator.o" "$work/ActivationFormats.o" $rows \
    $algebra $digests $libraries
}
# The readers are one program that goes by its name.
for format in npz safetensors csv; do
  ln -f "$work/fuzz-npy" "$work/fuzz-$format"
done
