#!/bin/bash
# dependencies.sh ARCH PROGRAM...: what a Debian package with these programs depends on, as dpkg-shlibdeps finds it. For another
# architecture than this machine's, the packages of the libraries are downloaded and looked into, not installed; registry
# hosts and keys are those of the machine's own apt configuration.
set -euo pipefail

readonly arch=$1
shift
# All that our programs load: everything else is linked statically.
readonly libraries=(libc6 libstdc++6 libgcc-s1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/debian/peapod/DEBIAN"
cp "$@" "$work/debian/peapod/" # dpkg-shlibdeps wants them where a package would have them.
printf 'Source: peapod\n\nPackage: peapod\nArchitecture: any\n' >"$work/debian/control"

options=()
if [ "$arch" != "$(dpkg --print-architecture)" ]; then
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  : >"$work/apt/status"
  cat >"$work/apt.conf" <<TEXT
quiet "2";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
Dir::State::status "$work/apt/status";
Dir::State::lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
TEXT
  export APT_CONFIG=$work/apt.conf
  # A source without this architecture need not stop us: the others are enough.
  apt-get update >&2 || true
  (cd "$work" && apt-get download "${libraries[@]}" >&2)
  for library in "${libraries[@]}"; do
    dpkg-deb -R "$work/$library"_*.deb "$work/$library"
    options+=("-S$work/$library")
    for directory in "$work/$library"/lib/*-linux-* "$work/$library"/usr/lib/*-linux-*; do
      [ ! -d "$directory" ] || options+=("-l$directory")
    done
  done
fi

cd "$work"
DEB_HOST_ARCH=$arch dpkg-shlibdeps "${options[@]}" -O "${@/#*\//debian/peapod/}" | sed 's/^shlibs:Depends=//'
