# 64-bit RISC-V (rv64gc), musl, static.
set(PEAPOD_TARGET riscv64-musl)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(PEAPOD_MACHINE riscv64-linux-gnu)
set(PEAPOD_EMULATOR qemu-riscv64-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross/musl.cmake)
