#!/bin/bash
# chroot.sh: prints an archive of the smallest Debian system of this machine's release and architecture, for tests of packages.
# Made once by debootstrap from the mirror that apt uses, and kept in the cache.
set -euo pipefail

# shellcheck disable=SC2016 # Those are apt's.
read -r mirror release < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  awk '$3 == "main" && $2 !~ /-(security|updates|backports)/ { print $1, $2; exit }')
readonly cache=${PEAPOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/peapod}
archive=$cache/debian-$release-$(dpkg --print-architecture).tar

if [ ! -f "$archive" ]; then
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/debootstrap.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  debootstrap --variant=minbase --include=init-system-helpers "$release" "$work/root" "$mirror" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    exit 1
  }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
  tar -C "$work/root" --one-file-system --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* -cf "$work/archive" .
  mv "$work/archive" "$archive"
fi
echo "$archive"
