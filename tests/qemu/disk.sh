#!/bin/bash
# disk.sh BUILD TRIPLET GUEST OUT [RELEASE...]: an ext4 disk with what the tests of a build directory need, at the paths they were built with:
# binaries (stripped) with their libraries, the test data of the source tree, images, busybox (guest-packages.sh), guest.sh;
# and the product of each RELEASE, a build directory, in /release.
set -euo pipefail

readonly build=$1 triplet=$2 guest=$3 out=$4
shift 4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
readonly megabytes=384

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,lib,dev,proc,sys,run,etc,root,tmp,var/tmp,mnt} "$root$build/images"
chmod 755 "$work" "$root"
chmod 1777 "$root/tmp" "$root/var/tmp"

cp "$guest/bin/busybox" "$root/bin/"
ln -s busybox "$root/bin/sh"
cp "$here"/{guest,figures}.sh "$root/"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' >"$root/etc/group"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
touch "$root"/etc/{hostname,resolv.conf}

for tree in README.md config/examples config/fields.md platform/init/agent.yaml tests/golden tests/integration/seeds toolchains/images; do
  mkdir -p "$root$source/$(dirname "$tree")"
  cp -r "$source/$tree" "$root$source/$tree"
done

# with_libraries FILE: what it loads, and what that loads. The cross compiler knows where its libraries are.
with_libraries() {
  local needed file
  while read -r needed; do
    [ ! -e "$root/lib/$needed" ] || continue
    file=$("$triplet-gcc" -print-file-name="$needed")
    [ -e "$file" ] || {
      echo "$1 needs $needed, which is not found" >&2
      exit 1
    }
    cp -L "$file" "$root/lib/$needed"
    with_libraries "$root/lib/$needed"
  done < <(readelf -d "$1" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
}

for file in "$build"/{peapod,peapod-pause,probe-server,integration,old_kernel,unit_*}; do
  [ -x "$file" ] || continue
  "$triplet-strip" -o "$root$file" "$file"
  with_libraries "$root$file"
  loader=$(readelf -l "$file" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
  if [ -n "$loader" ] && [ ! -e "$root$loader" ]; then
    mkdir -p "$root$(dirname "$loader")"
    cp -L "$("$triplet-gcc" -print-file-name="$(basename "$loader")")" "$root$loader"
  fi
done

for release; do
  mkdir -p "$root/release/${release##*/}"
  for program in peapod peapod-pause; do "$triplet-strip" -o "$root/release/${release##*/}/$program" "$release/$program"; done
done

export DEB_HOST_ARCH=${guest##*/}
"$source/toolchains/images/make-busybox-image.sh" "$root$build/images/busybox.tar" "$guest/bin/busybox"
"$source/toolchains/images/make-nginx-image.sh" "$root$build/images/nginx.tar" "$guest/debs"

# Inodes of 256 bytes hold times to the nanosecond, which tests of file changes need.
mke2fs -q -F -I 256 -t ext4 -d "$root" "$out" "${megabytes}M"
