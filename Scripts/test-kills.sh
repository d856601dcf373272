#!/bin/sh
# Kills compress at random moments (SIGKILL and SIGINT by turns), with and without --resume: the
# old student with its record or the new one, never half, and an interrupted sweep resumes.
# usage: Scripts/test-kills.sh [COUNT [SEED]]
set -eu
exec python3 Scripts/faults/kills.py "${TESSERA:-.build/release/tessera}" "${1:-40}" "${2:-1}"
