#!/usr/bin/env bash
# Installs the wheel into a bare user space of Debian 12 that has Python and pip alone, and runs the first
# notebook there as a script. Keras, for the teacher, is installed before; the clock does not run for it.
# usage: Scripts/test-wheel.sh [SECONDS]        at most SECONDS (60) for pip and the cells
set -euo pipefail
cd "$(dirname "$0")/.."
most=${1:-60}
if [ "$(id -u)" != 0 ]; then
  echo "skipped: no root for a user space of its own"
  exit 0
fi
wheel=$(ls out/dist/tessera_pla-*-py3-none-manylinux_2_35_x86_64.whl)
bytes=$(stat -c %s "$wheel")
[ "$bytes" -lt 40000000 ] || { echo "FAIL wheel: $bytes bytes" >&2; exit 1; }

# What the wheel and the teacher need, for the Python of Debian 12: the space itself reaches nothing.
house=.build/wheelhouse
mkdir -p "$house"
grep -E '^(keras|tensorflow-cpu|numpy|pandas)==' Python/requirements.txt >"$house/wanted.txt"
if ! cmp -s "$house/wanted.txt" "$house/there.txt"; then
  Python/.venv/bin/pip download --quiet --disable-pip-version-check --dest "$house" \
    --only-binary :all: --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
    --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --platform any \
    --requirement "$house/wanted.txt"
  cp "$house/wanted.txt" "$house/there.txt"
fi

root=$(Scripts/bare-root.sh bookworm python3,python3-pip,python3-venv)
rm -rf "$root/trial"
mkdir "$root/trial"
trap 'rm -rf "$root/trial"' EXIT
cp "$wheel" "$root/trial/"
cp -R "$house" "$root/trial/house"
Scripts/notebooks.py --script Python/notebooks/keras_to_firmware.ipynb >"$root/trial/cells.py"
inside() {
  Scripts/in-root.sh "$root" sh -c "cd /trial && $1"
}
inside "python3 -m venv venv && venv/bin/pip install --quiet --no-index --find-links house \
  keras tensorflow-cpu"

started=$(date +%s.%N)
inside "venv/bin/pip install --quiet --no-index --find-links house tessera_pla-*.whl"
installed=$(date +%s.%N)
inside "venv/bin/python cells.py" >"$root/trial/cells.txt"
tail -n 1 "$root/trial/cells.txt"
seconds=$(awk -v from="$started" -v to="$installed" \
  '/^cells without/ {printf "%.1f", to - from + $(NF - 1)}' "$root/trial/cells.txt")
[ -f "$root/trial/firmware/src/vibration.c" ] || { echo "FAIL wheel: no firmware" >&2; exit 1; }
if awk -v seconds="$seconds" -v most="$most" 'BEGIN {exit !(seconds > most)}'; then
  echo "FAIL wheel: $seconds s" >&2
  exit 1
fi
echo "PASS wheel: $bytes bytes; pip and the cells took $seconds s, without the teacher"
