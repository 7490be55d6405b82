#!/bin/bash
# boot.sh ARCH VARIANT WORK: boots a guest once, from WORK/vmlinuz, WORK/initramfs and WORK/disk, whose tests were built in the
# directory that WORK/build names; prints one line, and what failed. The console goes to WORK-VARIANT.log. Exit status 0: all
# passed.
set -euo pipefail
{ # Read as a whole before it runs: it takes minutes, and may be edited meanwhile.

readonly arch=$1 name=$2 work=$3
# PEAPOD_TEST_FILTER: only these tests, as GoogleTest's --gtest_filter.
readonly seconds_max=${PEAPOD_BOOT_SECONDS_MAX:-900}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/variants.sh"
variant "$name"

case $arch in
  aarch64) machine=(qemu-system-aarch64 -M virt -cpu cortex-a53) console=ttyAMA0 disk=virtio-blk-device ;;
  armv7) machine=(qemu-system-arm -M virt,highmem=off -cpu cortex-a7) console=ttyAMA0 disk=virtio-blk-device ;;
  x86_64) machine=(qemu-system-x86_64 -M q35 -cpu max) console='ttyS0 no_timer_check' disk=virtio-blk-pci ;;
  *) exit 2 ;;
esac

build=$(cat "$work/build")
log=$work-$name.log
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
{
  printf '%s=%q\n' without_modules "$without_modules" cgroups "$cgroups" tests "$tests" binaries "$build" time_factor 8
  printf '%s=%q\n' source "$(cd "$here/../.." && pwd)" release "${release:+$arch-$release}"
  printf 'through=%q\n' "${through:+$build/old_kernel $through}"
  for test in $tests; do
    filter=filter_$test
    filter_text=${!filter:-}
    if [ -n "${PEAPOD_TEST_FILTER:-}" ]; then
      left_out=$(sed -n 's/[^-]*//p' <<<"$filter_text")
      filter_text=$PEAPOD_TEST_FILTER$left_out
    fi
    printf '%s=%q\n' "$filter" "$filter_text"
  done
} >"$own/boot.conf"
(cd "$own" && echo boot.conf | cpio --quiet -o -H newc -R 0:0) | cat "$work/initramfs" - >"$own/initramfs"

# A busy machine stops a guest for longer than kernels think possible: they are told not to look (no_timer_check: not to
# panic because of it while they boot).
begin=$SECONDS
: >"$log"
status=0
timeout -k 5 "$seconds_max" "${machine[@]}" -accel tcg -smp 1 -m "$memory" -nodefaults -no-user-config -display none -no-reboot \
  -kernel "$work/vmlinuz" -initrd "$own/initramfs" -append "console=$console quiet loglevel=3 panic=-1 nowatchdog rcupdate.rcu_cpu_stall_suppress=1 $append" \
  -drive "file=$work/disk,format=raw,if=none,id=disk,snapshot=on,cache=unsafe" -device "$disk,drive=disk" \
  -serial "file:$log" </dev/null || status=$?

tr -d '\r' <"$log" | awk -v boot="$arch $name" -v seconds="$((SECONDS - begin))" -v may_skip="$may_skip" \
  -v timed_out="$((status == 124))" -v chosen="${PEAPOD_TEST_FILTER:-}" -f "$here/verdict.awk"
exit
}
