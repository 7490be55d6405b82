# toolchains/dev package, test-packages: Debian packages, the same bytes from the same sources, and the tests of all packages
# (tests/packages). Sourced by toolchains/dev.

readonly package_directory=build/packages

# The preset and the triplet for Debian's name of an architecture.
package_names() { # ARCH
  case $1 in
    amd64) echo x86_64 x86_64-linux-gnu ;;
    arm64) echo aarch64 aarch64-linux-gnu ;;
    armhf) echo armv7 arm-linux-gnueabihf ;;
    *) die "no such architecture of package: $1 (amd64, arm64, armhf)" ;;
  esac
}

# make_package ARCH REVISION: into build/packages. Times come from the commit, and where the sources lie is not told.
make_package() {
  local arch=$1 revision=$2 preset triplet build depends
  read -r preset triplet < <(package_names "$arch")
  build=$package_directory/build-$arch
  : "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
  export SOURCE_DATE_EPOCH
  setup_target "$preset"
  install_packages dpkg-dev file
  say "building the package for $arch"
  # Headers are named as they were asked for: the cache that build/targets points to may be anywhere.
  CXXFLAGS="-ffile-prefix-map=$PWD/= -fno-canonical-system-headers" cmake --preset "$preset" -B "$build" -DPEAPOD_SPLIT_DEBUG=OFF -DPEAPOD_DEBIAN=ON \
    -DPEAPOD_INIT=systemd -DPEAPOD_DEBIAN_REVISION="$revision" -DCMAKE_INSTALL_PREFIX=/usr \
    -DCMAKE_STRIP="$(command -v "$triplet-strip")" >/dev/null
  cmake --build "$build" --target peapod peapod-pause
  depends=$(platform/debian/dependencies.sh "$arch" "$PWD/$build/peapod")
  (cd "$build" && umask 022 && cpack -G DEB -D CPACK_DEBIAN_PACKAGE_ARCHITECTURE="$arch" \
    -D CPACK_DEBIAN_PACKAGE_DEPENDS="$depends" >/dev/null)
  mv "$build"/*.deb "$package_directory/"
}

package_of() { echo "$package_directory"/peapod_*-"$2"_"$1".deb; } # ARCH REVISION

cmd_package() {
  local arch
  cmd_setup
  [ $# -gt 0 ] || set -- amd64 arm64 armhf
  for arch in "$@"; do make_package "$arch" 1; done
  for arch in "$@"; do ls -l "$(package_of "$arch" 1)"; done
}

# The package is built once more from a copy of the sources at another place: nothing but them may decide its bytes.
same_bytes_elsewhere() { # ARCH
  local elsewhere status=0
  elsewhere=$(mktemp -d)/at/another/place
  mkdir -p "$elsewhere/build"
  git ls-files --cached --others --exclude-standard | tar -cf - --ignore-failed-read -T - 2>/dev/null | tar -C "$elsewhere" -xf -
  (cd "$elsewhere" && toolchains/dev package "$1" >/dev/null) &&
    cmp "$(package_of "$1" 1)" "$elsewhere/$(package_of "$1" 1)" || status=1
  rm -rf "${elsewhere%/at/another/place}"
  return "$status"
}

# Quick: without what compiles everything once more.
cmd_test_packages() {
  local quick=no
  case ${1:-} in
    '') ;;
    --quick) quick=yes ;;
    *) die "no such option of test-packages: $1" ;;
  esac
  [ "$(dpkg --print-architecture)" = amd64 ] || die "packages are tested on amd64"
  cmd_setup
  install_packages lintian debootstrap mandoc shellcheck systemd make
  # The newer one first, as what is left in the build directory is then that of the first.
  make_package amd64 2
  make_package amd64 1
  check "lintian" lintian --fail-on error,warning --allow-root "$(package_of amd64 1)"
  run_counted tests/packages/recipes_test.sh
  run_counted tests/packages/init_script_test.sh "$package_directory/build-amd64"
  run_counted tests/packages/debian_test.sh "$(package_of amd64 1)" "$(package_of amd64 2)"
  if [ "$quick" = no ]; then
    export SOURCE_DATE_EPOCH
    check "another build of the package has the same bytes" same_bytes_elsewhere amd64
    setup_target aarch64
    run_counted tests/packages/buildroot_test.sh "$PWD/build/targets/aarch64"
  fi
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
