# toolchains/dev image, test-box: a whole box to boot in QEMU, and its test (tests/box). Sourced by toolchains/dev.

readonly image_directory=build/image/aarch64

# make_image [BUILD]: from our static binaries, or those of another build directory.
make_image() {
  local build=${1:-build/aarch64-musl} guest
  [ $# -gt 0 ] || build aarch64-musl peapod peapod-pause
  install_packages qemu-system-arm qemu-utils ipxe-qemu squashfs-tools busybox-static cpio kmod e2fsprogs binutils-aarch64-linux-gnu
  guest=$(tests/qemu/guest-packages.sh arm64)
  say "making $image_directory from $build"
  tests/box/make-box.sh "$build" "$guest" aarch64-linux-gnu-strip "$image_directory"
}

cmd_image() {
  local run=no from=() argument
  while [ $# -gt 0 ]; do
    argument=$1
    shift
    case $argument in
      --run) run=yes ;;
      --build) from=("${1:?--build needs a directory}") && shift ;;
      aarch64) ;;
      *) die "no such option or architecture of image: $argument" ;;
    esac
  done
  make_image "${from[@]}"
  ls -l "$image_directory"
  if [ "$run" = yes ]; then
    say "booting; Enter gives a shell, 'poweroff' ends it, Ctrl-C pulls the power"
    exec tests/box/boot.sh "$image_directory" "$image_directory/var.ext4"
  fi
}

# test_box PULLS [SEED]: its last line counts what passed.
cmd_test_box() {
  local from=()
  if [ "${1:-}" = --build ]; then
    from=("${2:?--build needs a directory}")
    shift 2
  fi
  make_image "${from[@]}"
  tests/box/box_test.sh "$image_directory" "$@"
}
