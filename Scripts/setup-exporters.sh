#!/bin/sh
# Makes Examples/Exporters/.venv with the packages of the Python examples; does nothing when it is up
# to date. PyTorch is not in it: Debian has it as python3-torch.
set -eu
cd "$(dirname "$0")/.."

venv=Examples/Exporters/.venv
wanted=$(sort -u Examples/Exporters/requirements.txt Examples/Tabular/requirements.txt)
if [ -f "$venv/requirements.txt" ] && [ "$wanted" = "$(cat "$venv/requirements.txt")" ]; then
  exit 0
fi

python3 -c 'import ensurepip, venv' 2>/dev/null \
  || Scripts/install-dependencies.sh python3 python3-venv
python3 -m venv --clear "$venv"
echo "installing the Python packages of the examples into $venv"
printf '%s\n' "$wanted" >"$venv/wanted.txt"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$venv/wanted.txt"
mv "$venv/wanted.txt" "$venv/requirements.txt"
