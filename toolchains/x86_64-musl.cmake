# 64-bit x86, musl, static.
set(PEAPOD_TARGET x86_64-musl)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(PEAPOD_MACHINE x86_64-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/cross/musl.cmake)
