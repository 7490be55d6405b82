# 32-bit ARM with hardware floating point (Cortex-A, Debian's armhf), musl, static.
set(PEAPOD_TARGET armv7-musl)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(PEAPOD_MACHINE arm-linux-gnueabihf)
set(PEAPOD_EMULATOR qemu-arm-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross/musl.cmake)
