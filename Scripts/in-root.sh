#!/usr/bin/env bash
# Runs a command in a user space of its own, with /proc and /dev, which go when the command ends.
# usage: Scripts/in-root.sh FOLDER COMMAND...
set -euo pipefail
folder=$1
shift
# shellcheck disable=SC2016
exec unshare --mount sh -c '
  mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && folder=$1 && shift &&
  exec chroot "$folder" env -i HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
' in-root "$folder" "$@"
