#!/usr/bin/env bash
# Installs the build into a folder of its own, works with it from elsewhere, and uninstalls.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix="$work/a prefix"
export MAKEFLAGS=
cd "$work"

fail() {
  echo "FAIL install: $1" >&2
  exit 1
}

"$project/Scripts/install.sh" install "$prefix"

# The tool.
tessera=$prefix/bin/tessera
"$tessera" compress "$project/Examples/SyntheticBeats/beats-train.npz" \
  --k 2 --lambda 10 --output student.tessera --quiet
"$tessera" inspect student.tessera --json - > figures.json
grep -q '"k" : 2' figures.json || fail "the tool does not work"

# The C99 runtime, by pkg-config and by CMake.
cat > main.c <<'C'
#include <stdio.h>
#include "tessera.h"
static uint32_t blob[65536];
static int32_t scratch[4096];
static int8_t input[4096];
int main(int count, char **arguments) {
    tessera_model model;
    tessera_result result;
    FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
    size_t length = file ? fread(blob, 1, sizeof blob, file) : 0;
    if (tessera_open(&model, blob, length) != TESSERA_OK) return 1;
    if (tessera_infer(&model, input, tessera_input_count(&model), scratch, sizeof scratch,
                      &result) != TESSERA_OK) return 2;
    printf("%u regions, label %u\n", (unsigned)tessera_region_count(&model), result.label);
    return 0;
}
C
export PKG_CONFIG_PATH=$prefix/share/pkgconfig
[ "$(pkg-config --modversion tessera)" = "$("$tessera" --version)" ] || fail "versions differ"
runtime=$(pkg-config --variable=runtime tessera)
"$tessera" generate student.tessera --output generated --quiet
# A folder has a head of its own that chooses what is compiled; the rest is the installed file.
installed=$prefix/share/tessera/c99/tessera.c
tail -c "$(wc -c < "$installed")" generated/src/tessera.c | cmp - "$installed" ||
  fail "generate writes another runtime"
eval "cc -std=c99 -Wall -Werror $(pkg-config --cflags tessera) main.c $runtime -o by-pkg-config"
./by-pkg-config student.tessera | grep -q '^2 regions' || fail "the runtime does not work"
mkdir cmake
cat > cmake/CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.16)
project(firmware C)
find_package(tessera 0.1 CONFIG REQUIRED)
add_executable(firmware ../main.c)
target_link_libraries(firmware PRIVATE tessera::runtime)
CMAKE
cmake -S cmake -B cmake/build "-DCMAKE_PREFIX_PATH=$prefix" > cmake.log 2>&1 \
  && cmake --build cmake/build >> cmake.log 2>&1 || { cat cmake.log >&2; fail "CMake"; }
cmp <(./by-pkg-config student.tessera) <(cmake/build/firmware student.tessera)

# The Swift runtime, for this computer and for a microcontroller: a module of the island that the
# installed package does not list is missing there.
build_island() {
  swift build -c release --package-path "$prefix/share/tessera/swift" "$@" > swift.log 2>&1 \
    || { cat swift.log >&2; fail "the Swift runtime does not build: swift build $*"; }
}
build_island --scratch-path host-build
build_island --scratch-path device-build --triple armv7em-none-none-eabi \
  --toolset "$prefix/share/tessera/swift/Toolsets/cortex-m4.json"

# Completions and manual.
bash -c "source '$prefix/share/bash-completion/completions/tessera' && complete -p tessera" \
  | grep -q tessera || fail "bash completion"
head -1 "$prefix/share/zsh/site-functions/_tessera" | grep -q '^#compdef tessera' \
  || fail "zsh completion"
grep -q "complete -c 'tessera'" "$prefix/share/fish/vendor_completions.d/tessera.fish" \
  || fail "fish completion"
for page in "$prefix"/share/man/man1/*.1; do
  man --warnings -l "$page" > page.txt 2> page.log || fail "$page"
  [ ! -s page.log ] || { cat page.log >&2; fail "$page"; }
  grep -q 'SYNOPSIS' page.txt || fail "$page is empty"
done
for verb in $("$tessera" --help | sed -n '/^SUBCOMMANDS/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'); do
  [ -f "$prefix/share/man/man1/tessera-$verb.1" ] || fail "no manual page of $verb"
done

# The same files under DESTDIR; then nothing is left.
DESTDIR=$work/stage "$project/Scripts/install.sh" install /usr > /dev/null
cmp <(cd "$prefix" && find . -type f | sort) <(cd stage/usr && find . -type f | sort)
"$project/Scripts/install.sh" uninstall "$prefix"
left=$(find "$prefix" ! -type d -o -path '*tessera*' -mindepth 1 -name '*tessera*')
[ -z "$left" ] || fail "uninstalling leaves $left"
echo "PASS install: tool, runtimes, completions, manual; nothing is left"
