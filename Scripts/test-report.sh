#!/bin/sh
# Opens reports in headless Chromium: no message, nothing loaded, nothing that overlaps or is cut,
# readable by keyboard, in light and dark, on a desk and on a phone. Screenshots go to out/report.
# usage: Scripts/test-report.sh
set -eu

tool=${TESSERA:-.build/release/tessera}
venv=.venv-report
list=Scripts/report-requirements.txt
Scripts/install-dependencies.sh gnuplot-nox chromium fonts-dejavu-core
if ! { [ -f "$venv/requirements.txt" ] && cmp -s "$list" "$venv/requirements.txt"; }; then
  python3 -c 'import ensurepip, venv' 2>/dev/null \
    || Scripts/install-dependencies.sh python3 python3-venv
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$list"
  cp "$list" "$venv/requirements.txt"
fi

out=out/report
mkdir -p "$out"
beats=Examples/SyntheticBeats/beats
"$tool" compress "$beats-train.npz" --transfer "$beats-transfer.npz" --test "$beats-test.npz" \
  --pareto "$out/front" --output "$out/beats.tessera" >"$out/beats.txt"
"$tool" report "$out/beats.tessera" --test "$beats-test.npz" --output "$out/beats.html" \
  --card "$out/beats.md"
"$tool" compress "$beats-train.npz" --search published --budget 8KB \
  --output "$out/published.tessera" >"$out/published.txt"
"$tool" report "$out/published.tessera" --output "$out/published.html"
# A folder may hold the students of another run: only the three smallest of this one.
# shellcheck disable=SC2046
"$tool" report $(ls "$out"/front/*.tessera | head -n 3) --test "$beats-test.npz" \
  --output "$out/front.html"
# Names that a plot, a page or a table may stumble over.
"$tool" report "$out/beats.tessera" --test "$beats-test.npz" --output "$out/names.html" \
  --class-names "<50 %,it's a \"name\",arrhythmia type 10 {x}_^@,arrhythmia type 11 \`\$(id)\`,Überleitungsstörung_ohne_jede_Stelle_zum_Trennen_der_Zeile"
pages="$out/names.html $out/beats.html $out/published.html $out/front.html"

data=../shared/data
if [ -f "$data/ecg5000-train.npz" ]; then
  "$tool" compress "$data/ecg5000-train.npz" --transfer "$data/ecg5000-transfer.npz" \
    --test "$data/ecg5000-test.npz" --output "$out/ecg5000.tessera" >"$out/ecg5000.txt"
  "$tool" report "$out/ecg5000.tessera" --test "$data/ecg5000-test.npz" \
    --output "$out/ecg5000.html"
  pages="$pages $out/ecg5000.html"
else
  echo "skipped: no dump for the report of ecg5000"
fi
# shellcheck disable=SC2086
"$venv/bin/python" Scripts/report_page/check.py $pages
