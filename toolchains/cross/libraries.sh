# The libraries we link, as static archives and headers in one flat prefix. Sourced by prepare.sh, which sets
# sources, build, root, target, toolchain_file.

build_libraries() {
  local flags=(-G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain_file" -DPEAPOD_TARGET_ROOT="$root" -DCMAKE_BUILD_TYPE=MinSizeRel
    -DCMAKE_INSTALL_PREFIX="$root" -DCMAKE_INSTALL_LIBDIR=lib -DPEAPOD_SOURCES="$sources" --no-warn-unused-cli -Wno-dev)
  # Nobody unwinds; debuggers have peapod.debug.
  local both="-ffile-prefix-map=$sources/= -ffunction-sections -fdata-sections -fomit-frame-pointer -fno-unwind-tables -fno-asynchronous-unwind-tables -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64"
  flags+=(-DCMAKE_C_FLAGS_MINSIZEREL="-Oz $both" -DCMAKE_CXX_FLAGS_MINSIZEREL="-Oz $both")
  cmake -S "$toolchains/cross/libraries" -B "$build/libraries" "${flags[@]}"
  cmake --build "$build/libraries"
  cmake --install "$build/libraries"
}
