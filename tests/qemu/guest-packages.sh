#!/bin/bash
# guest-packages.sh ARCH: Debian's kernel and static busybox for a guest (arm64, armhf or amd64, as Debian says), unpacked
# below the cache and not installed; prints their directory. Downloaded once; registry hosts and keys are those of the
# machine's own apt configuration, which is not touched.
set -euo pipefail

readonly arch=$1
case $arch in
  arm64) flavour=arm64 ;;
  armhf) flavour=armmp ;;
  amd64) flavour=amd64 ;;
  *)
    echo "no kernel is known here for $arch" >&2
    exit 2
    ;;
esac

readonly cache=${PEAPOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/peapod}/qemu
readonly guest=$cache/$arch
if [ ! -d "$guest" ]; then
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/$arch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
  : >"$work/apt/status"
  options=(-qq -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Dir::State::status="$work/apt/status"
    -o Dir::State::lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User=root)
  # A source without this architecture, or one that is being renewed just now, need not stop us: the others are enough.
  apt-get "${options[@]}" update >&2 || true
  kernel=$(apt-cache "${options[@]}" depends "linux-image-$flavour" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
  [ -n "$kernel" ] || {
    echo "apt knows no linux-image-$flavour for $arch" >&2
    exit 1
  }
  (cd "$work" && apt-get "${options[@]}" download "$kernel" busybox-static >&2)
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  mv "$work"/root/boot/vmlinuz-* "$work/root/vmlinuz"
  version=$(ls "$work/root/lib/modules")
  depmod -b "$work/root" "$version"
  rm -rf "$work/root/boot" "$work/root/usr/share/doc"
  mv "$work/root" "$guest"
fi
echo "$guest"
