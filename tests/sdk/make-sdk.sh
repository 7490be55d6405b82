#!/bin/bash
# make-sdk.sh DIRECTORY: an SDK in the shape of Buildroot's, for the machine it runs on, from Debian's packages: host/bin with
# compilers named for its own triplet, a flat sysroot with shared libraries only and .pc files, and
# host/share/buildroot/toolchainfile.cmake.
set -euo pipefail

readonly sdk=$1
machine=$(gcc -dumpmachine)
readonly machine triplet=${machine%%-*}-buildroot-linux-gnu
readonly sysroot=$sdk/host/$triplet/sysroot
mkdir -p "$sdk/host/bin" "$sysroot/usr/include" "$sysroot/usr/lib/pkgconfig" "$sdk/host/share/buildroot"

for package in libuv1-dev libyaml-dev libhttp-parser-dev libarchive-dev zlib1g-dev libmd-dev rapidjson-dev \
  libnghttp2-dev libmbedtls-dev; do
  for file in $(dpkg-query -L "$package"); do
    case $file in
      /usr/include/*.h) to=$sysroot/usr/include/$(sed "s|.*/include/||; s|^$machine/||" <<<"$file") ;;
      *.so) to=$sysroot/usr/lib/${file##*/} ;;
      *.pc) to=$sysroot/usr/lib/pkgconfig/${file##*/} ;;
      *) continue ;;
    esac
    mkdir -p "${to%/*}"
    cp -L "$file" "$to"
  done
done
sed -i "s|/$machine||" "$sysroot"/usr/lib/pkgconfig/*.pc

for tool in gcc g++ ar ranlib nm objcopy strip; do
  cat >"$sdk/host/bin/$triplet-$tool" <<SH
#!/bin/sh
exec $machine-$tool "\$@"
SH
  chmod +x "$sdk/host/bin/$triplet-$tool"
done

cat >"$sdk/host/share/buildroot/toolchainfile.cmake" <<CMAKE
get_filename_component(RELOCATED_HOST_DIR \${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${machine%%-*})
set(CMAKE_C_COMPILER "\${RELOCATED_HOST_DIR}/bin/$triplet-gcc")
set(CMAKE_CXX_COMPILER "\${RELOCATED_HOST_DIR}/bin/$triplet-g++")
set(CMAKE_C_FLAGS_INIT "-D_LARGEFILE_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 -Os")
set(CMAKE_CXX_FLAGS_INIT "-D_LARGEFILE_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 -Os")
set(CMAKE_INSTALL_SO_NO_EXE 0)
set(CMAKE_FIND_ROOT_PATH "\${RELOCATED_HOST_DIR}/$triplet/sysroot")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} "\${RELOCATED_HOST_DIR}/$triplet/sysroot")
set(ENV{PKG_CONFIG_LIBDIR} "\${RELOCATED_HOST_DIR}/$triplet/sysroot/usr/lib/pkgconfig")
CMAKE
