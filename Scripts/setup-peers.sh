#!/bin/sh
# Makes Benchmarks/.venv with the peers of the benchmarks; does nothing when it is up to date.
# A peer that cannot be installed is reported and left out.
set -eu

venv=Benchmarks/.venv
list=Benchmarks/requirements.txt
if [ -f "$venv/requirements.txt" ] && cmp -s "$list" "$venv/requirements.txt"; then
  exit 0
fi

python3 -c 'import ensurepip, venv' 2>/dev/null \
  || Scripts/install-dependencies.sh python3 python3-venv
python3 -m venv "$venv"
complete=yes
# One by one, so that one that fails does not keep the others out.
while read -r peer; do
  case $peer in
    aeon==*) alone=--no-deps ;;  # for the data in its wheel
    *) alone= ;;
  esac
  # shellcheck disable=SC2086
  "$venv/bin/pip" install $alone --quiet --disable-pip-version-check --constraint "$list" "$peer" || {
    echo "skipped: $peer cannot be installed" >&2
    complete=no
  }
done <"$list"
[ "$complete" = no ] || cp "$list" "$venv/requirements.txt"
