#!/usr/bin/env bash
# tessera-mpi: the bytes of tessera on any number of ranks, refusals, and ranks that are killed.
# usage: Scripts/test-mpi.sh [KILLS [RANKS.PY OPTION...]]
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-10}
shift || true
tool=$PWD/.build/release/tessera
export TESSERA_MPI_TOOL=$PWD/.build/release/tessera-mpi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

namespaces=()
if [ "$(id -u)" = 0 ] && ip netns add tessera-probe 2>/dev/null; then
  ip netns del tessera-probe
  namespaces=(--namespaces)
else
  echo "skipped: no network namespaces for this user"
fi
Scripts/ranks.py "${namespaces[@]}" "${@:---dump=synthetic}"

# Refuses CODE TEXT MPIRUN-ARGUMENT...: the run ends soon with that code and text, and writes nothing.
refuses() {
  local code=$1 text=$2 found=0
  shift 2
  timeout 60 mpirun --oversubscribe "$@" >"$folder/out" 2>&1 || found=$?
  if [ "$found" != "$code" ] || ! grep -qF "$text" "$folder/out" || [ -e "$folder/a/s.tessera" ]; then
    echo "FAIL exit code $found where $code is due, with '$text':" >&2
    cat "$folder/out" >&2
    exit 1
  fi
  echo "refused: $text"
}

mkdir "$folder/a" "$folder/b" "$folder/c"
python3 - "$folder" <<'END'
import sys
sys.path.insert(0, "Scripts/faults")
from pair import write_dump
for place, seed in (("a", 3), ("b", 4)):
    write_dump(f"{sys.argv[1]}/{place}/dump", 90, seed)
END
compress=("$TESSERA_MPI_TOOL" compress dump -o s.tessera --threads 1 --force)
refuses 65 "rank 1 sees other bytes there than rank 0" \
  -n 1 --wdir "$folder/a" "${compress[@]}" : -n 1 --wdir "$folder/b" "${compress[@]}"
refuses 66 "rank 1: error: dump" \
  -n 1 --wdir "$folder/a" "${compress[@]}" : -n 1 --wdir "$folder/c" "${compress[@]}"
refuses 65 "has the kernels of OpenBLAS for Prescott" \
  -n 1 --wdir "$folder/a" "${compress[@]}" \
  : -n 1 --wdir "$folder/a" -x OPENBLAS_CORETYPE=Prescott "${compress[@]}"
cp "$TESSERA_MPI_TOOL" "$folder/other"
printf 'x' >> "$folder/other"
refuses 65 "programs and libraries with the digest" \
  -n 1 --wdir "$folder/a" "${compress[@]}" : -n 1 --wdir "$folder/a" "$folder/other" "${compress[@]:1}"
refuses 64 "tessera-mpi shares the work of" -n 2 --wdir "$folder/a" "$TESSERA_MPI_TOOL" inspect dump
refuses 66 "error: nowhere" -n 2 --wdir "$folder/a" "$TESSERA_MPI_TOOL" compress nowhere -o s.tessera
refuses 73 "cannot be created" \
  -n 2 --wdir "$folder/a" "$TESSERA_MPI_TOOL" compress dump -o no/s.tessera
[ "$("$tool" --version)" = "$(Scripts/mpirun.sh 2 --version)" ]

python3 Scripts/faults/rank_kills.py "$tool" Scripts/mpirun.sh "$kills" 1
