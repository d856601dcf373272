#!/bin/sh
# Tests the Python package from its sources: tests, the examples in its documentation, types, notebooks.
# usage: Scripts/test-python.sh        TESSERA=PATH is the tool to use
set -eu
cd "$(dirname "$0")/.."
TESSERA=$(realpath "${TESSERA:-.build/release/tessera}")
export TESSERA PYTHONPATH="$PWD/Python/src"

Scripts/build-runtime.sh
Scripts/setup-python.sh
python=$PWD/Python/.venv/bin/python
cd Python
"$python" -m mypy
"$python" -m pytest -q
"$python" ../Scripts/notebooks.py --run notebooks/*.ipynb
