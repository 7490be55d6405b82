#!/bin/bash
# fresh_machine_test.sh COMMAND...: a fresh clone of what is committed, in the smallest Debian system of this machine's release,
# with this machine's apt configuration and nothing else of it: each command (words after toolchains/dev) must work there the first time.
# Tells how long each took. Needs root and what chroot.sh needs. The last line is "N passed, N failed".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/packages/box.sh
. "$here/box.sh"
if [ -z "${FRESH_MACHINE:-}" ]; then
  work=$(mktemp -d)
  trap 'rm -rf --one-file-system "$work"' EXIT
  FRESH_MACHINE=$work unshare --mount --pid --ipc --uts --cgroup --fork --kill-child --mount-proc "$0" "$@"
  exit
fi

box=$FRESH_MACHINE
mount --bind "$box" "$box"
fill_box "$box" "$("$here/chroot.sh")"
rm -rf "$box/etc/apt"
mkdir -p "$box/etc/ssl"
for part in /etc/apt /usr/share/keyrings /etc/ssl/certs /etc/resolv.conf /etc/hosts; do
  [ ! -e "$part" ] || cp -rLT "$part" "$box$part"
done
git clone -q "$here/../.." "$box/root/peapod"

passed=0
failed=0
for command; do
  begin=$SECONDS
  # shellcheck disable=SC2016 # The words are split there.
  if in_box "$box" bash -c 'cd /root/peapod && exec toolchains/dev $1' bash "$command"; then
    passed=$((passed + 1))
    echo "ok: $command, $((SECONDS - begin)) s"
  else
    failed=$((failed + 1))
    echo "FAILED: $command"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
