#!/bin/bash
# boot.sh BOX VAR [TASK [WORDS]]: boots a box made by make-box.sh in QEMU, its console on stdin and stdout, until it is powered
# off. VAR is the disk of /var (raw or qcow2, by its suffix). TASK is a script that the box runs when its services are
# started; WORDS go to the kernel's command line, where it may look for them.
set -euo pipefail

readonly box=$1 var=$2 task=${3:-} words=${4:-}
case $var in
  *.qcow2) format=qcow2 ;;
  *) format=raw ;;
esac
initramfs=$box/initramfs
if [ -n "$task" ]; then
  # The kernel unpacks as many archives as follow each other.
  work=$(mktemp -d)
  mkdir -p "$work/box"
  install -m 755 "$task" "$work/box/task"
  (cd "$work" && find . | cpio --quiet -o -H newc -R 0:0) | cat "$box/initramfs" - >"$var.initramfs"
  rm -rf "$work"
  initramfs=$var.initramfs
fi
exec qemu-system-aarch64 -M virt -accel tcg -cpu cortex-a53 -smp 1 -m 128M -nic none -display none -monitor none \
  -serial stdio -kernel "$box/vmlinuz" -initrd "$initramfs" -append "console=ttyAMA0 quiet panic=-1 $words" \
  -drive "file=$box/root.squashfs,format=raw,if=none,id=root,readonly=on" -device virtio-blk-pci,drive=root \
  -drive "file=$var,format=$format,if=none,id=var,cache=writeback" -device virtio-blk-pci,drive=var \
  -device i6300esb
