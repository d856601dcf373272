#!/bin/sh
# Fuzzes everything that reads bytes from outside: packed students and dumps.
# usage: Scripts/fuzz.sh [--seconds N | --runs N | --finish] [--seed N] [--grow] [--record]
#                        [TARGET...]
#
# Without targets all of them run, one after another, N seconds each (60). --runs gives a number of
# executions instead, --finish runs nothing and takes the last run for what follows. New inputs go
# to out/fuzz/TARGET; --grow replaces the committed corpus by the smallest set of its and the new
# inputs that covers as much. --record writes the run into the table of Docs/Reliability.md. Ends
# with an error at the first crash, hang, breach of a limit of memory or sanitizer report, and says
# where the input is that caused it. Needs the built project
# (swift build -c release): SHA-256 is taken from there, everything that is fuzzed is compiled anew
# with sanitizers, into .build/fuzz.
set -eu
cd "$(dirname "$0")/.."

all="c99 blob program student npy npz safetensors csv"
limit="-max_total_time=60"
seed=0
grow=false
record=false
finish=false
targets=""
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) limit="-max_total_time=$2"; shift ;;
    --runs) limit="-runs=$2"; shift ;;
    --seed) seed=$2; shift ;;
    --finish) finish=true ;;
    --grow) grow=true ;;
    --record) record=true ;;
    *) targets="$targets $1" ;;
  esac
  shift
done

corpora=Tests/Fixtures/Hostile/Corpus
work=.build/fuzz
mkdir -p "$work"
# A folder for the file that the readers are given: of memory, where there is one.
place=/dev/shm
[ -w "$place" ] || place=${TMPDIR:-/tmp}
TESSERA_FUZZ_FOLDER=$(mktemp -d "$place/tessera-fuzz.XXXXXX")
TMPDIR=$TESSERA_FUZZ_FOLDER
export TESSERA_FUZZ_FOLDER TMPDIR
trap 'rm -rf "$TESSERA_FUZZ_FOLDER"' EXIT
# Swift's caches are no leaks, and its stacks take minutes to print by name. The rest is speed.
ASAN_OPTIONS=detect_leaks=0:symbolize=0:malloc_context_size=3:quarantine_size_mb=8
ASAN_OPTIONS=$ASAN_OPTIONS:max_malloc_fill_size=256
export ASAN_OPTIONS
export SWIFT_BACKTRACE=enable=no

Scripts/build-fuzz.sh "$work"

seeds() {
  case "$1" in
    c99 | blob | student)
      find Tests/Fixtures/Golden -name '*.tessera' -size -3 -exec cp {} "$2" \; ;;
    # Its mutator makes programs of nothing.
    program) head -c 64 /dev/zero > "$2/zeros" ;;
    npz) find Tests/Fixtures/Formats -maxdepth 1 -name '*.npz' -size -9 -exec cp {} "$2" \; ;;
    npy) find Tests/Fixtures/Formats -name '*.npy' -size -5 -exec cp {} "$2" \; ;;
    *) find Tests/Fixtures/Formats -maxdepth 1 -name "*.$1" -exec cp {} "$2" \; ;;
  esac
}

options() {
  case "$1" in
    c99 | blob | program | student) echo "-max_len=1024" ;;
    npz) echo "-max_len=2048 -dict=Fuzz/Dictionaries/npz.dict" ;;
    csv) echo "-max_len=512 -dict=Fuzz/Dictionaries/csv.dict" ;;
    *) echo "-max_len=1024 -dict=Fuzz/Dictionaries/$1.dict" ;;
  esac
}

execute() {
  # shellcheck disable=SC2046,SC2086
  if ! nice -n 5 "$work/fuzz-$1" $limit -seed="$seed" $(options "$1") -timeout=10 \
      -rss_limit_mb=2048 -malloc_limit_mb=64 -len_control=20 -print_final_stats=1 \
      -artifact_prefix="out/fuzz/$1-" "$found" "$corpora/$1" "$work/seeds-$1" > "$log" 2>&1; then
    tail -40 "$log" >&2
    echo "error: $1 failed; the input is the newest out/fuzz/$1-* (log in $log)" >&2
    exit 1
  fi
}

# run TARGET: a line that reports the run, from libFuzzer's own.
run() {
  found=out/fuzz/$1
  log=out/fuzz/$1.log
  mkdir -p "$found" "$corpora/$1" "$work/seeds-$1"
  seeds "$1" "$work/seeds-$1"
  if ! $finish; then
    execute "$1"
  fi
  python3 Scripts/fuzz_table.py summary "$1" "$log"
  if $grow; then
    merge "$1"
  fi
  if $record; then
    python3 Scripts/fuzz_table.py record "$1" "$log" "$corpora/$1"
  fi
}

merge() {
  mkdir -p "$work/merged"
  rm -f "$work"/merged/*
  # shellcheck disable=SC2046
  "$work/fuzz-$1" -set_cover_merge=1 $(options "$1") "$work/merged" "$corpora/$1" "$found" \
    "$work/seeds-$1" > "$work/merge-$1.log" 2>&1
  # An input that once failed keeps its name.
  find "$corpora/$1" -type f ! -name 'found-*' -delete
  cp "$work"/merged/* "$corpora/$1"
}

for target in ${targets:-$all}; do
  run "$target"
done
