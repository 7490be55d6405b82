#!/bin/bash
# prepare.sh TARGET: what programs for a target are linked with, made once from Debian's sources and kept in the cache, and
# build/targets/TARGET pointing there. Prints nothing when it is there already. Several may run at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly toolchains=$PWD target=$1
readonly cache=${PEAPOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/peapod}
readonly toolchain_file=$toolchains/$target.cmake

. cross/libraries.sh
. cross/musl.sh

# hash_of FILES...: of their contents.
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

# make_target DIRECTORY
make_target() {
  local root=$1 build log machine arch_flags
  machine=$(setting PEAPOD_MACHINE)
  arch_flags=$(setting PEAPOD_ARCH_FLAGS | tr ';' ' ')
  build=$root/build
  mkdir -p "$build" "$root/include" "$root/lib"
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

fetch_sources() { cross/sources.sh "$1"; }

if [ ! -f "$toolchain_file" ]; then
  echo "error: no such target: $target" >&2
  exit 2
fi
recipe=("$toolchain_file" cross/gnu.cmake cross/libraries.sh cross/libraries/CMakeLists.txt cross/sources.sh)
[ "$target" = "${target%-musl}" ] || recipe+=(cross/musl.cmake cross/musl.sh)
readonly sources=$cache/sources-$(hash_of cross/sources.sh)
readonly place=$target-$(hash_of "${recipe[@]}")
in_cache "${sources##*/}" fetch_sources
in_cache "$place" make_target
mkdir -p ../build/targets
ln -sfnT "$cache/$place" "../build/targets/$target"
