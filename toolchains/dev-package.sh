# toolchains/dev package: Debian packages, the same bytes from the same commit. Sourced by toolchains/dev.

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

# make_package ARCH REVISION OUT: times come from the commit, and no path of this machine gets into the files. The build
# directory is removed before, as its objects may be of other flags.
make_package() {
  local arch=$1 revision=$2 out=$3 preset triplet build depends
  read -r preset triplet < <(package_names "$arch")
  build=$package_directory/build-$arch
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
  export SOURCE_DATE_EPOCH
  setup_target "$preset"
  install_packages dpkg-dev file
  rm -rf "$build"
  say "building the package for $arch"
  CXXFLAGS="-ffile-prefix-map=$PWD/=" cmake --preset "$preset" -B "$build" -DPEAPOD_SPLIT_DEBUG=OFF -DPEAPOD_DEBIAN=ON -DPEAPOD_INIT=systemd \
    -DPEAPOD_DEBIAN_REVISION="$revision" -DCMAKE_INSTALL_PREFIX=/usr \
    -DCMAKE_STRIP="$(command -v "$triplet-strip")" >/dev/null
  cmake --build "$build" --target peapod peapod-pause
  depends=$(platform/debian/dependencies.sh "$arch" "$PWD/$build/peapod")
  (cd "$build" && umask 022 && cpack -G DEB -D CPACK_DEBIAN_PACKAGE_ARCHITECTURE="$arch" \
    -D CPACK_DEBIAN_PACKAGE_DEPENDS="$depends" >/dev/null)
  mkdir -p "$out"
  mv "$build"/*.deb "$out/"
}

cmd_package() {
  local arch
  cmd_setup
  [ $# -gt 0 ] || set -- amd64 arm64 armhf
  for arch in "$@"; do make_package "$arch" 1 "$package_directory"; done
  ls -l "$package_directory"/*.deb
}
