#!/bin/sh
# Builds the tests with a sanitizer and runs them: no report of any process may come.
# usage: Scripts/test-sanitizers.sh address|thread [REGEX...]
#
# Without expressions every test runs, else those that match one, one after another. Of C, BoringSSL
# and the like are compiled without optimisation, which takes half the time; UndefinedBehaviorSanitizer
# runs over our C in test-c99.sh and fuzz.sh. Tests that limit or measure memory are left out: the
# sanitizers' own takes many times as much.
set -eu
cd "$(dirname "$0")/.."
sanitizer=$1
shift
scratch=.build/$sanitizer
reports=$PWD/out/sanitizers/$sanitizer
rm -rf "$reports"
mkdir -p "$scratch" "$reports"
# The packages that the project's build has fetched.
for part in checkouts repositories workspace-state.json; do
  if [ -e ".build/$part" ] && ! [ -e "$scratch/$part" ]; then
    cp -R ".build/$part" "$scratch/"
  fi
done
swift build --build-tests -c release --sanitize="$sanitizer" -Xcc -O0 --scratch-path "$scratch" \
  > "$reports.build" 2>&1 || { tail -40 "$reports.build" >&2; exit 1; }

# Of a process whose output a test reads, a report is in a file.
options="log_path=$reports/report:exitcode=99"
export ASAN_OPTIONS="$options:detect_leaks=0" TSAN_OPTIONS="$options"
# The handler that prints a trap's stack does not work under ThreadSanitizer.
export SWIFT_BACKTRACE=enable=no TESSERA_SANITIZER="$sanitizer"
preload=""
if [ "$sanitizer" = thread ]; then
  clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
  preload=$PWD/$scratch/mutex.so
  "$clang" -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared Scripts/sanitizers/mutex.c -o "$preload"
fi

run() {
  LD_PRELOAD="$preload" swift test -c release --skip-build --sanitize="$sanitizer" \
    --scratch-path "$scratch" "$@" > "$reports.log" 2>&1 || {
    grep -E '✘|error:' "$reports.log" | head -40 >&2
    failed=true
  }
  grep -E 'Test run with' "$reports.log" | sed "s/^[^T]*/$sanitizer${2:+, $2}: /"
}

failed=false
if [ $# = 0 ]; then
  run
fi
for expression in "$@"; do
  run --filter "$expression"
done
if [ -n "$(find "$reports" -type f)" ]; then
  head -n 60 "$reports"/report* >&2
  echo "error: reports of $sanitizer are in $reports" >&2
  exit 1
fi
if $failed; then
  echo "error: tests failed; the log is $reports.log" >&2
  exit 1
fi
