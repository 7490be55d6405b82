# 64-bit ARM (Raspberry Pi 3 and later, i.MX8, ...), glibc.
set(PEAPOD_TARGET aarch64)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(PEAPOD_MACHINE aarch64-linux-gnu)
set(PEAPOD_EMULATOR qemu-aarch64-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross/gnu.cmake)
