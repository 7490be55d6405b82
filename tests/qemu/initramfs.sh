#!/bin/bash
# initramfs.sh GUEST OUT: an initramfs (cpio) from an unpacked guest (guest-packages.sh): busybox, the modules in the order of
# their loading, and init. What one boot differs in is appended to it as a further archive (boot.sh).
set -euo pipefail

readonly guest=$1 out=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Those that a kernel lacks or has built in are left out.
readonly modules=(virtio_pci virtio_mmio virtio_blk ext4 overlay veth bridge nf_tables nft_chain_nat nft_masq nft_ct)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,dev,proc,sys,box,modules}
cp "$guest/bin/busybox" "$work/bin/"
ln -s busybox "$work/bin/sh"
cp "$here/init" "$work/init"
chmod 755 "$work/init"

version=$(ls "$guest/lib/modules")
for module in "${modules[@]}"; do
  modprobe -d "$guest" -S "$version" --show-depends "$module" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p' || true
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$work/modules/"
  basename "$file" .ko
done >"$work/modules/order"

(cd "$work" && find . | cpio --quiet -o -H newc -R 0:0) >"$out"
