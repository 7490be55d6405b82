#!/bin/bash
# fresh_machine_test.sh COMMAND...: a fresh clone of what is committed, in the smallest Debian system of this machine's release,
# with this machine's apt configuration and nothing else of it: each command (words after toolchains/dev) must work there the first time.
# Tells how long each took. Needs root and what chroot.sh needs. The last line is "N passed, N failed".
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -z "${FRESH_MACHINE:-}" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  tar -C "$work" -xf "$("$here/chroot.sh")"
  rm -rf "$work/etc/apt"
  mkdir -p "$work/etc/ssl"
  for part in /etc/apt /usr/share/keyrings /etc/ssl/certs /etc/resolv.conf /etc/hosts; do
    [ ! -e "$part" ] || cp -rLT "$part" "$work$part"
  done
  git clone -q "$here/../.." "$work/root/peapod"
  FRESH_MACHINE=$work unshare --mount --pid --ipc --uts --cgroup --fork --kill-child --mount-proc "$0" "$@"
  exit
fi

mount -t proc proc "$FRESH_MACHINE/proc"
mount --rbind /sys "$FRESH_MACHINE/sys"
mount --rbind /dev "$FRESH_MACHINE/dev"

passed=0
failed=0
for command; do
  begin=$SECONDS
  # shellcheck disable=SC2016 # The words are split there.
  if chroot "$FRESH_MACHINE" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    bash -c 'cd /root/peapod && exec toolchains/dev $1' bash "$command"; then
    passed=$((passed + 1))
    echo "ok: $command, $((SECONDS - begin)) s"
  else
    failed=$((failed + 1))
    echo "FAILED: $command"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
