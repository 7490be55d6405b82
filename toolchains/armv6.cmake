# ARM1176 (Raspberry Pi Zero and 1), glibc. Debian's armel, as its armhf has ARMv7 instructions in start files.
set(PEAPOD_TARGET armv6)
set(CMAKE_SYSTEM_PROCESSOR armv6l)
set(PEAPOD_MACHINE arm-linux-gnueabi)
set(PEAPOD_ARCH_FLAGS -march=armv6 -mfpu=vfp -mfloat-abi=softfp -marm)
set(PEAPOD_EMULATOR qemu-arm-static -cpu arm1176)
include(${CMAKE_CURRENT_LIST_DIR}/cross/gnu.cmake)
