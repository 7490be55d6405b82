#!/bin/bash
# prepare.sh TARGET: what programs for a target are linked with, made once from Debian's sources and kept in the cache, and
# build/targets/TARGET pointing there. Prints nothing when it is there already. Several may run at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly toolchains=$PWD target=$1
readonly cache=${PEAPOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/peapod}
readonly toolchain_file=$toolchains/$target.cmake

. cross/musl.sh

# hash_of FILES...: of their contents, and of the compiler's version.
hash_of() { sha256sum "$@" | cut -d ' ' -f 1 | sha256sum | cut -c 1-16; }

# in_cache NAME COMMAND...: makes the directory by the command, which gets its name as an argument; other runs wait, and what is
# not complete is never seen.
in_cache() {
  local made=$cache/$1
  shift
  [ ! -d "$made" ] || return 0
  mkdir -p "$cache"
  (
    flock 9
    [ ! -d "$made" ] || exit 0
    rm -rf "$made.partial"
    "$@" "$made.partial"
    mv "$made.partial" "$made"
  ) 9>"$cache/.${made##*/}.lock"
}

# setting NAME: as the toolchain file sets it.
setting() {
  cmake -DPEAPOD_TARGET_ROOT=/ -DFILE="$toolchain_file" -DNAME="$1" -P cross/setting.cmake 2>&1
}

build_libraries() {
  local flags=(-G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain_file" -DPEAPOD_TARGET_ROOT="$root" -DCMAKE_BUILD_TYPE=MinSizeRel
    -DCMAKE_INSTALL_PREFIX="$root" -DCMAKE_INSTALL_LIBDIR=lib -DPEAPOD_SOURCES="$sources" --no-warn-unused-cli -Wno-dev)
  local both="-ffunction-sections -fdata-sections -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64"
  flags+=(-DCMAKE_C_FLAGS_MINSIZEREL="-Os $both" -DCMAKE_CXX_FLAGS_MINSIZEREL="-Os $both")
  cmake -S "$toolchains/cross/libraries" -B "$build/libraries" "${flags[@]}"
  cmake --build "$build/libraries"
  cmake --install "$build/libraries"
  # Tar and gzip, to read.
  local off
  for off in MBEDTLS NETTLE OPENSSL LIBB2 LZ4 LZO LZMA ZSTD BZip2 LIBXML2 EXPAT PCREPOSIX LIBGCC TAR CPIO CAT XATTR ACL ICONV TEST; do
    flags+=("-DENABLE_$off=OFF")
  done
  cmake -S "$sources/libarchive" -B "$build/libarchive" "${flags[@]}" -DPOSIX_REGEX_LIB=NONE
  cmake --build "$build/libarchive" --target archive_static
  cp "$build/libarchive/libarchive/libarchive.a" "$root/lib/"
  cp "$sources"/libarchive/libarchive/archive{,_entry}.h "$root/include/"
}

# make_target DIRECTORY
make_target() {
  local root=$1 build log machine arch_flags
  machine=$(setting PEAPOD_MACHINE)
  arch_flags=$(setting PEAPOD_ARCH_FLAGS | tr ';' ' ')
  build=$(mktemp -d)
  mkdir -p "$root/include" "$root/lib"
  log=$root/build.log
  echo "preparing $target (its log: $log)" >&2
  # In the background, as errexit does nothing in a condition.
  make_parts >"$log" 2>&1 &
  if ! wait $!; then
    tail -n 30 "$log" >&2
    echo "error: preparing $target failed; more in $log" >&2
    exit 1
  fi
  rm -rf "$build"
  # Until now everything named the place where it was made.
  grep -rlI "$root" "$root" | xargs -r sed -i "s|$root|${root%.partial}|g"
}

make_parts() {
  case $target in
    *-musl)
      build_musl
      build_libstdcxx
      ;;
  esac
  build_libraries
}

[ -f "$toolchain_file" ] || {
  echo "error: no such target: $target" >&2
  exit 2
}
fetch_sources() { cross/sources.sh "$1" >&2; }
readonly sources=$cache/sources-$(hash_of cross/sources.sh)
readonly place=$target-$(hash_of cross/*.sh cross/*.cmake cross/libraries/CMakeLists.txt "$toolchain_file")
in_cache "${sources##*/}" fetch_sources
in_cache "$place" make_target
mkdir -p ../build/targets
ln -sfnT "$cache/$place" "../build/targets/$target"
