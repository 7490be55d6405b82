#!/bin/bash
# buildroot_test.sh TARGET_ROOT: platform/buildroot as Buildroot would use it: its files keep check-package's rules, and the
# package is configured, built and installed by the steps of cmake-package (buildroot.mk), with a toolchain file and a flat
# sysroot as Buildroot makes them: the cross compiler of Debian and the libraries in TARGET_ROOT (toolchains/cross).
# The last line is "N passed, N failed".
set -euo pipefail

readonly libraries=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
readonly external=$source/platform/buildroot

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
check() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $what"
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    tail -n 30 "$work/log"
  fi
}

make_sdk() {
  mkdir -p "$work/host/share/buildroot/Platform" "$work/host/sysroot"
  ln -s "$libraries" "$work/host/sysroot/usr"
  echo 'include(Platform/Linux)' >"$work/host/share/buildroot/Platform/Buildroot.cmake"
  cat >"$work/host/share/buildroot/toolchainfile.cmake" <<'CMAKE'
string(REPLACE "/share/buildroot" "" RELOCATED_HOST_DIR ${CMAKE_CURRENT_LIST_DIR})
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
set(CMAKE_SYSTEM_NAME Buildroot)
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_FLAGS_RELEASE " -DNDEBUG" CACHE STRING "Release CFLAGS")
set(CMAKE_CXX_FLAGS_RELEASE " -DNDEBUG" CACHE STRING "Release CXXFLAGS")
set(CMAKE_C_FLAGS "-Os -g0 -D_FORTIFY_SOURCE=1" CACHE STRING "Buildroot CFLAGS")
set(CMAKE_CXX_FLAGS "-Os -g0 -D_FORTIFY_SOURCE=1" CACHE STRING "Buildroot CXXFLAGS")
set(CMAKE_FIND_ROOT_PATH ${RELOCATED_HOST_DIR}/sysroot)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${RELOCATED_HOST_DIR}/sysroot)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
CMAKE
}

# steps GOAL INIT PARTS TARGET_DIR: up to the step whose stamp is GOAL, with all parts of the menu (y) or none.
steps() {
  local build=$work/build-parts-$3
  rm -f "$build"/*/.stamp_target_installed
  CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=yes make -f \
    "$here/buildroot.mk" -j"$(nproc)" "$1" BR2_EXTERNAL_PEAPOD_PATH="$external" BUILD_DIR="$build" HOST_DIR="$work/host" \
    TARGET_DIR="$4" INIT="$2" BR2_PACKAGE_PEAPOD_ARCHIVES="$3" BR2_PACKAGE_PEAPOD_GRPC="$3" BR2_PACKAGE_PEAPOD_TLS="$3" \
    BR2_PACKAGE_PEAPOD_WRITES="$3" BR2_PACKAGE_PEAPOD_KINDS="$3" \
    BR2_PACKAGE_PEAPOD_ARGS='"--watchdog=auto"'
}

same_files() { # TARGET_DIR FILES...
  diff <(cd "$1" && find . ! -type d | sort) <(printf './%s\n' "${@:2}" | sort)
}
program_is_for_the_target() { [[ $(file -b "$1") == *aarch64* ]]; }
options_are_in_place() { grep -qx 'PEAPOD_ARGS="--watchdog=auto"' "$1/etc/default/peapod"; }
assertions_are_in() { grep -aq 'Assertion\|__assert_fail' "$1/usr/bin/peapod"; }

readonly always=(usr/bin/peapod usr/bin/peapod-pause usr/share/man/man1/peapod.1 usr/share/man/man8/peapod-agent.8
  usr/share/man/man8/peapod-pause.8 usr/share/bash-completion/completions/peapod etc/default/peapod
  etc/peapod/agent.yaml)

# shellcheck disable=SC2046 # The names have no blanks.
check "check-package's rules" awk -f "$here/buildroot_lint.awk" $(find "$external" -type f) "$source/platform/init/S99peapod"
make_sdk
check "configure, build, install with BusyBox init" steps installed SYSV y "$work/sysv"
check "what is installed" same_files "$work/sysv" "${always[@]}" etc/init.d/S99peapod
check "the program is for the target" program_is_for_the_target "$work/sysv/usr/bin/peapod"
check "options of the menu reach the service" options_are_in_place "$work/sysv"
check "assertions stay on" assertions_are_in "$work/sysv"
check "the kernel gets its options" grep -qx 'CONFIG_CGROUP_PIDS=y' "$work/build-parts-y/linux.config"
check "install with systemd" steps installed SYSTEMD y "$work/systemd"
check "what is installed" same_files "$work/systemd" "${always[@]}" usr/lib/systemd/system/peapod.service \
  usr/lib/tmpfiles.d/peapod.conf
check "configure without what may be left out" steps configured SYSV "" "$work/none"
for part in ARCHIVES GRPC TLS WRITES KINDS; do
  check "the menu decides about $part" grep -rqx --include=CMakeCache.txt "PEAPOD_$part:BOOL=OFF" "$work/build-parts-"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
