#!/bin/bash
# sdk.sh [WORK]: peapod built by a foreign SDK as Buildroot's cmake-package does it: its toolchain file, shared
# libraries, no preset, no ccache, an install below DESTDIR.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here source=$here/../..
work=${1:-$(mktemp -d)}
[ $# -gt 0 ] || trap 'rm -rf "$work"' EXIT
triplet=$(gcc -dumpmachine | cut -d - -f 1)-buildroot-linux-gnu
readonly triplet
rm -rf "$work/sdk" "$work/build" "$work/target"

"$here/make-sdk.sh" "$work/sdk"
sysroot=$work/sdk/host/$triplet/sysroot
env -u CC -u CXX -u CFLAGS -u CXXFLAGS cmake -S "$source" -B "$work/build" -G Ninja \
  -DCMAKE_TOOLCHAIN_FILE="$work/sdk/host/share/buildroot/toolchainfile.cmake" -DCMAKE_INSTALL_PREFIX=/usr \
  -DCMAKE_INSTALL_RUNSTATEDIR=/run -DCMAKE_COLOR_MAKEFILE=OFF -DBUILD_DOC=OFF -DBUILD_DOCS=OFF -DBUILD_EXAMPLE=OFF \
  -DBUILD_EXAMPLES=OFF -DBUILD_TEST=OFF -DBUILD_TESTS=OFF -DBUILD_TESTING=OFF -DBUILD_SHARED_LIBS=ON \
  -DCMAKE_BUILD_TYPE=Release -DPEAPOD_TESTS=OFF >"$work/configure.log"
cmake --build "$work/build"
DESTDIR=$work/target cmake --install "$work/build" >/dev/null

fail() {
  echo "sdk: $*" >&2
  exit 1
}
for program in peapod peapod-pause; do
  [ -x "$work/target/usr/bin/$program" ] || fail "$program is not installed in /usr/bin"
done
# Nothing of ours is a shared object: the two programs are all there is.
! find "$work/target" -name '*.so*' -o -name '*.a' | grep . || fail "libraries are installed"
# What was found is the SDK's: every library is in the sysroot, and the linker took it from there.
grep -E '^(uv|yaml|http_parser|zlib|archive|md|nghttp2|mbedtls|mbedx509|mbedcrypto)_(LIBRARY|INCLUDE_DIR):|^peapod_rapidjson_INCLUDE_DIR:' "$work/build/CMakeCache.txt" |
  grep -vF "$sysroot" && fail "these are not the sysroot's"
grep -q '^CMAKE_CXX_COMPILER_LAUNCHER' "$work/build/CMakeCache.txt" && fail "ccache is not asked for"
needed=$(readelf -d "$work/target/usr/bin/peapod")
for library in libuv libyaml libhttp_parser libarchive libnghttp2 libmbedtls; do
  grep -qF "[$library" <<<"$needed" || fail "not linked with $library.so"
done
"$work/target/usr/bin/peapod" check "$source/config/examples/web.yaml"
echo "sdk: passed"
