#!/bin/sh
# Tests the examples in Python and runs the pages that show them, command by command.
# usage: Scripts/test-examples.sh        TESSERA=PATH is the tool to use
#
# Keras, ONNX and scikit-learn come from PyPI into Examples/Exporters/.venv; PyTorch is Debian's,
# with its own Python and NumPy.
set -eu
cd "$(dirname "$0")/.."

TESSERA=$(realpath "${TESSERA:-.build/release/tessera}")
export TESSERA
exchange=$(mktemp -d)
trap 'rm -rf "$exchange"' EXIT

Scripts/setup-exporters.sh
Scripts/install-dependencies.sh python3-torch python3-numpy
venv=$PWD/Examples/Exporters/.venv/bin/python

# The ONNX tests read the files that the PyTorch tests leave in EXCHANGE.
cd Examples/Exporters/tests
EXCHANGE=$exchange /usr/bin/python3 -W error::UserWarning -m unittest \
  test_dump_writer test_outputs test_row_arrays test_augmentations test_exporter_command \
  test_torch_dump
EXCHANGE=$exchange "$venv" -m unittest \
  test_dump_writer test_outputs test_row_arrays test_augmentations test_exporter_command \
  test_tutorial test_onnx_dump test_sklearn_onnx test_keras_dump
cd ../../Teachers/tests
/usr/bin/python3 -W error::UserWarning -m unittest test_teachers
"$venv" -m unittest test_boosting
cd ../../..

Scripts/teachers.py --short --tessera "$TESSERA" --output "$exchange/teachers.md"
python3 Scripts/tutorial.py --check README.md Examples/Tabular/README.md Docs/Tutorial.md Examples/Arrhythmia/README.md
