#!/bin/sh
# Builds the C99 runtime in every host configuration and runs the golden files through it: the
# combined file, as it is installed. Its parts are built to print their table of sections.
# usage: Scripts/test-c99.sh        CC="gcc clang" overrides the compilers
#
# One line per configuration; fails on any warning, difference or sanitizer report.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
runtime=$root/Runtime/C99
include=$root/Sources/CTesseraRuntime/include
warnings="-std=c99 -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -pedantic -Werror"
# Floats with more bits than their type, as FLT_EVAL_METHOD 2 has them.
extended="-O2 -mfpmath=387 -fexcess-precision=fast"
sanitizers="-fsanitize=undefined,address -fno-sanitize-recover=all"
if ! python3 -c 'import numpy' 2>/dev/null; then
  echo "skipped: no python3 with numpy"
  exit 0
fi
# One region; projected, with a shared map that regions correct; with a head. Version 2: a window
# that is standardised, kept inputs, scales and limits; a program, wide features and beats.
damaged=""
for student in folded-n1-k1-c1 projection-shared-n3-k8-d4-c4 shared-head-n6-k2-q5-c2 \
    v2-everything-n11-m30-k3-d6-q5-c2 v2-everything-program-n13-k4-d5-q6-c1 v2-program-bands-k2-c2; do
  damaged="$damaged $root/Tests/Fixtures/Golden/$student.tessera"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

report() {
  printf '%-32s %s\n' "$(echo "$1" | sed 's/-fsanitize=\([a-z,]*\).*/-fsanitize=\1/')" "$2"
}

# build PROGRAM SOURCE...: with the compiler and the flags that are checked.
build() {
  program=$work/$1
  shift
  # shellcheck disable=SC2086
  "$compiler" $warnings $flags -I "$include" "$@" -o "$program" 2>> "$work/log"
}

build_golden() {
  build golden "$work/tessera.c" "$runtime/test/golden.c" "$runtime/test/golden_stream.c" \
    "$runtime/test/golden_test.c"
}

# The table, the golden files, and the same driver answers as every other build.
check() {
  name="$compiler $flags"
  : > "$work/log"
  if ! build sections "$runtime/test/sections_test.c" \
      || ! build_golden \
      || ! build driver "$work/tessera.c" "$runtime/test/driver.c" \
      || ! build damage "$work/tessera.c" "$runtime/test/damage_test.c"; then
    report "$name" "DOES NOT COMPILE"
    sed -n 1,10p "$work/log" >&2
    failed=1
    return
  fi
  if ! "$work/sections" | diff "$root/Tests/Fixtures/Golden/sections.txt" - >&2; then
    report "$name" "ANOTHER TABLE OF SECTIONS"
    failed=1
  fi
  if ! line=$("$work/golden" "$work/stream" 2> "$work/log"); then
    line="FAILS: $line"
    sed -n 1,10p "$work/log" >&2
    failed=1
  fi
  if ! damage=$("$work/damage" $damaged 2> "$work/log"); then
    damage="$damage: FAILS"
    sed -n 1,10p "$work/log" >&2
    failed=1
  fi
  report "$name" "$line, $damage$(drive)"
}

# The driver on random inputs and windows: the digest of its answers, the same in every
# configuration.
drive() {
  for student in "$root"/Tests/Fixtures/Golden/*.tessera; do
    name=$(basename "$student" .tessera)
    "$work/driver" "$student" "$work/inputs-$name" "$work/answers" quantized
    cat "$work/answers"
    for kind in f32 i16 i32; do
      "$work/driver" "$student" "$work/windows-$name" "$work/answers" $kind
      cat "$work/answers"
    done
  done | cksum | cut -d' ' -f1 > "$work/digest"
  [ -s "$work/expected" ] || cp "$work/digest" "$work/expected"
  if ! cmp -s "$work/digest" "$work/expected"; then
    echo ", OTHER ANSWERS"
    touch "$work/other"
  fi
}

"$root/Scripts/combine-c99.sh" > "$work/tessera.c"
python3 "$root/Scripts/golden_blobs.py" --verify || failed=1
python3 "$root/Scripts/make_stage_fixtures.py" --verify || failed=1
python3 "$root/Scripts/make_beat_fixtures.py" --verify || failed=1
python3 "$root/Scripts/make_adapt_fixtures.py" --verify || failed=1
python3 "$root/Scripts/golden_stream.py" --output "$work/stream"
python3 - "$root/Tests/Fixtures/Golden" "$work" <<'EOF'
import pathlib, random, sys
source = random.Random(1)
for path in pathlib.Path(sys.argv[1]).glob("*.tessera"):
    data = path.read_bytes()
    second = data[4] == 2
    count = int.from_bytes(data[12:14], "little")
    window = int.from_bytes(data[48:50], "little") * data[50] if second else count
    work = pathlib.Path(sys.argv[2])
    size = count * (data[60] // 8 if second else 1)
    (work / ("inputs-" + path.stem)).write_bytes(source.randbytes(size * 200))
    # Half of the words have a small exponent as a float, and are small as an integer.
    words = [source.getrandbits(32) >> source.choice((0, 0, 8, 16)) for _ in range(window * 50)]
    words = [word ^ source.choice((0, 1 << 31, 0xFFFFFFFF)) for word in words]
    (work / ("windows-" + path.stem)).write_bytes(
        b"".join(word.to_bytes(4, "little") for word in words))
EOF

for compiler in ${CC:-gcc clang}; do
  if ! command -v "$compiler" >/dev/null 2>&1; then
    report "$compiler" "skipped: not installed"
    continue
  fi
  for flags in -O0 -O2 -Os "-O2 -DTESSERA_PORTABLE" "-O3 -ffast-math" "$extended" "-O1 $sanitizers"; do
    # shellcheck disable=SC2086
    if ! echo 'int main(void){return 0;}' | "$compiler" -xc $flags - -o "$work/probe" 2>/dev/null; then
      # Excess precision is an option of GCC alone; everything else has to be there.
      if [ "$flags" = "$extended" ] && [ "$compiler" = clang ]; then
        report "$compiler $flags" "not an option of this compiler"
      else
        report "$compiler $flags" "skipped: the compiler does not have it"
      fi
      continue
    fi
    check
  done
done
# Without a part of the format: golden students that do not need it answer as ever, and the others
# are refused with its code.
for compiler in ${CC:-gcc clang}; do
  command -v "$compiler" >/dev/null 2>&1 || continue
  for part in FORMAT_1 FORMAT_2 STANDARDIZED PROJECTION GATE SHARED_MAP HEAD SCALES KEPT_INPUTS \
      PROGRAM DIRECT CONSTANTS LIMITS ADAPTATION BEATS STREAM WIDE STAGE_SAMPLES STAGE_STANDARDIZE \
      STAGE_MOMENTS STAGE_POOL STAGE_CENTRE STAGE_DIFFERENCE STAGE_EVENTS STAGE_CROSSINGS \
      STAGE_RANKS STAGE_AUTOCORRELATION STAGE_BANDS STAGE_SPECTRUM STAGE_POSITIVES; do
    flags="-O2 -DTESSERA_WITH_$part=0"
    : > "$work/log"
    if ! build_golden; then
      line="DOES NOT COMPILE" failed=1
    elif ! line=$("$work/golden" "$work/stream" 2> "$work/log"); then
      line="FAILS: $line" failed=1
    fi
    report "$compiler $flags" "$line"
    sed -n 1,10p "$work/log" >&2
  done
done
[ ! -e "$work/other" ] || failed=1
exit "$failed"
