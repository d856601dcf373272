#!/bin/sh
# tessera-mpi on some ranks of this machine, more than it has cores if need be.
# usage: Scripts/mpirun.sh COUNT ARGUMENT...
set -eu
count=$1
shift
# A container has no other user. Ranks that share cores must not keep them while they wait.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
exec mpirun --oversubscribe -n "$count" "${TESSERA_MPI_TOOL:-$(dirname "$0")/../.build/release/tessera-mpi}" "$@"
