#!/bin/bash
# guest-packages.sh ARCH: Debian's kernel, static busybox and what the nginx image is made of for a guest (arm64, armhf or
# amd64, as Debian says), below the cache and not installed; prints their directory. Downloaded once; registry hosts and keys
# are those of the machine's own apt configuration, which is not touched.
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
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly make_nginx=$here/../../toolchains/images/make-nginx-image.sh
if [ ! "$guest/vmlinuz" -nt "$make_nginx" ]; then
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/$arch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
  : >"$work/apt/status"
  cat >"$work/apt/apt.conf" <<TEXT
quiet "2";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
Dir::State::status "$work/apt/status";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
TEXT
  export APT_CONFIG=$work/apt/apt.conf
  # A source without this architecture, or one that is being renewed just now, need not stop us: the others are enough.
  apt-get update >&2 || true
  kernel=$(apt-cache depends "linux-image-$flavour" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
  [ -n "$kernel" ] || {
    echo "apt knows no linux-image-$flavour for $arch" >&2
    exit 1
  }
  (cd "$work" && apt-get download "$kernel" busybox-static >&2)
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  version=$(ls "$work/root/lib/modules")
  depmod -b "$work/root" "$version"
  DEB_HOST_ARCH=$arch "$make_nginx" "$work/nginx.tar" "$work/root/debs"
  mv "$work"/root/boot/vmlinuz-* "$work/root/vmlinuz"
  touch "$work/root/vmlinuz"
  rm -rf "$work/root/boot" "$work/root/usr" "$guest"
  mv "$work/root" "$guest"
fi
echo "$guest"
