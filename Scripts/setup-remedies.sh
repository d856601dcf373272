#!/bin/sh
# Makes .venv-remedies with the Python packages that commands in messages import, and installs the
# programs that these commands run; does nothing when all are there. PyTorch is Debian's, with its own
# Python and NumPy, as in Scripts/test-examples.sh.
set -eu
cd "$(dirname "$0")/.."

Scripts/install-dependencies.sh bzip2 curl git git-lfs gzip python3-numpy python3-torch \
  xz-utils zstd

venv=.venv-remedies
list=Scripts/remedy-requirements.txt
if [ -f "$venv/requirements.txt" ] && cmp -s "$list" "$venv/requirements.txt"; then
  exit 0
fi

python3 -c 'import ensurepip, venv' 2>/dev/null \
  || Scripts/install-dependencies.sh python3 python3-venv
python3 -m venv --clear "$venv"
echo "installing the Python packages of remedies into $venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$list"
cp "$list" "$venv/requirements.txt"
