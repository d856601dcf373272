#!/bin/sh
# Runs exported ONNX graphs in onnxruntime, and compares every row with the student.
# usage: Scripts/test-export.sh        TESSERA=PATH is the tool to use
#
# Golden students meet the oracle's integers. Students of the bundled dump, and of the dumps of ../shared/data
# where these are there, meet `tessera predict` and the float student of their run record. onnxruntime comes from
# PyPI into Examples/Exporters/.venv.
set -eu
cd "$(dirname "$0")/.."

tessera=$(realpath "${TESSERA:-.build/release/tessera}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

Scripts/setup-exporters.sh
compare() {
  Examples/Exporters/.venv/bin/python Scripts/exported_models.py "$@"
}

# check NAME DUMP 'OPTIONS': a student of DUMP-train.npz on every row of DUMP-test.npz
check() {
  student=$scratch/$1.tessera rows=$2-test.npz
  "$tessera" compress "$2-train.npz" --output "$student" --quiet $3
  compare dump "$student" "$rows" "$tessera"
}

compare golden Tests/Fixtures/Golden "$tessera"

beats=Examples/SyntheticBeats/beats
check beats-int8 $beats ''
check beats-regional $beats '--form regional'
check beats-corrected $beats '--form corrected'
check beats-projected $beats '--form projected'
check beats-int16 $beats '--inputs int16'
check beats-limits $beats '--coverage 0.9 --foreign 0.02'
check beats-standardized $beats '--standardize 140'
check beats-head $beats '--head linear --k 4 --lambda 1'
check beats-rectified $beats '--head rectified --k 4 --lambda 1'

# Programs, on electrocardiograms.
rhythm=Examples/Arrhythmia/rhythm
for program in bands-lags-shape kernels-bands-lags events spectrum; do
  check "rhythm-$program" $rhythm "--front-end $program --counts-per-unit 1 --rate 250 --force"
done

for name in ecg5000 mitbih; do
  dump=../shared/data/$name
  if [ ! -f "$dump-train.npz" ] || [ ! -f "$dump-test.npz" ]; then
    echo "skipped: no dump ($name)"
    continue
  fi
  check "$name-int8" "$dump" '--k 8 --lambda 1'
  check "$name-int16" "$dump" '--k 8 --lambda 1 --inputs int16'
  check "$name-limits" "$dump" '--k 4 --lambda 1 --coverage 0.9 --foreign 0.02'
done
