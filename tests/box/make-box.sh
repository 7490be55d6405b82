#!/bin/bash
# make-box.sh BINARIES GUEST STRIP OUT: a box to boot in QEMU, as files in OUT: kernel, initramfs, a read-only root (squashfs)
# and /var (ext4). From Debian's kernel and busybox (GUEST, see tests/qemu/guest-packages.sh) and the static peapod and
# peapod-pause of BINARIES; the services and the application are rootfs/ and platform/init/.
set -euo pipefail

readonly binaries=$1 guest=$2 strip=$3 out=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
readonly var_megabytes=64
# Network modules are not among them: the box has no network.
readonly modules=(virtio_pci virtio_blk squashfs ext4 overlay i6300esb)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

make_root() {
  local root=$work/root applet
  mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,usr/share/peapod/images,dev,proc,sys,run,tmp,var,root,mnt}
  cp -r "$here/rootfs/." "$root/"
  cp "$guest/bin/busybox" "$root/bin/busybox"
  # The applets' names are the same on every architecture of one Debian release.
  busybox --list-full | grep / | while read -r applet; do
    mkdir -p "$root/${applet%/*}"
    [ -e "$root/$applet" ] || ln -s /bin/busybox "$root/$applet"
  done
  ln -sf busybox "$root/bin/sh"
  ln -sfn ../run "$work/root/var/run"
  local program
  for program in peapod peapod-pause; do
    "$strip" -o "$root/usr/bin/$program" "$binaries/$program"
    chmod 755 "$root/usr/bin/$program"
  done
  install -m 755 "$source/platform/init/S99peapod" "$root/etc/init.d/S99peapod"
  # /var/run is on the disk that is mounted over it.
  sed -i 's,"/var/run/,"/run/,' "$root/etc/init.d/S99peapod"
  chmod 755 "$root"/etc/init.d/*
  DEB_HOST_ARCH=${guest##*/} "$source/toolchains/images/make-busybox-image.sh" \
    "$root/usr/share/peapod/images/busybox.tar" "$guest/bin/busybox"
  mksquashfs "$root" "$out/root.squashfs" -noappend -all-root -no-progress -quiet -comp gzip >/dev/null
}

make_initramfs() {
  local initramfs=$work/initramfs version module
  mkdir -p "$initramfs"/{bin,dev,proc,root,modules}
  cp "$guest/bin/busybox" "$initramfs/bin/"
  ln -s busybox "$initramfs/bin/sh"
  install -m 755 "$here/init" "$initramfs/init"
  version=$(ls "$guest/lib/modules")
  for module in "${modules[@]}"; do
    modprobe -d "$guest" -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
  done | awk '!seen[$0]++' | while read -r file; do
    cp "$file" "$initramfs/modules/"
    basename "$file" .ko
  done >"$initramfs/modules/order"
  (cd "$initramfs" && find . | cpio --quiet -o -H newc -R 0:0) >"$out/initramfs"
}

mkdir -p "$out"
make_root
make_initramfs
cp "$guest/vmlinuz" "$out/vmlinuz"
rm -f "$out/var.ext4"
mke2fs -q -F -t ext4 -m 0 "$out/var.ext4" "${var_megabytes}M" >/dev/null
