#!/bin/sh
# Makes Python/.venv with the packages that the Python package is built and tested with; does nothing
# when it is up to date.
set -eu
cd "$(dirname "$0")/.."

venv=Python/.venv
wanted=Python/requirements.txt
if [ -f "$venv/requirements.txt" ] && cmp -s "$wanted" "$venv/requirements.txt"; then
  exit 0
fi
python3 -c 'import ensurepip, venv' 2>/dev/null \
  || Scripts/install-dependencies.sh python3 python3-venv
python3 -m venv --clear "$venv"
echo "installing what the Python package is tested with into $venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
cp "$wanted" "$venv/requirements.txt"
