# What every target has: a Debian cross compiler, and target libraries in a flat prefix made by cross/prepare.sh. The
# file of a target sets
#   PEAPOD_TARGET    its name, e.g. armv7-musl
#   PEAPOD_MACHINE   the triplet of the compiler and of the binaries' ABI, e.g. arm-linux-gnueabihf
#   PEAPOD_ARCH_FLAGS  beyond what the compiler does by itself
#   PEAPOD_EMULATOR  the user-mode QEMU for it
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${PEAPOD_MACHINE}-gcc)
set(CMAKE_CXX_COMPILER ${PEAPOD_MACHINE}-g++)

# Beside the builds; prepare.sh hands in the place where it is making a new one.
if(NOT PEAPOD_TARGET_ROOT)
  get_filename_component(PEAPOD_TARGET_ROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/targets/${PEAPOD_TARGET} ABSOLUTE)
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PEAPOD_TARGET_ROOT)
set(CMAKE_FIND_ROOT_PATH ${PEAPOD_TARGET_ROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${PEAPOD_TARGET_ROOT}/lib/pkgconfig)

string(REPLACE ";" " " CMAKE_C_FLAGS_INIT "${PEAPOD_ARCH_FLAGS}")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")

# Programs that are linked dynamically find the C library of Debian's cross compiler there.
if(PEAPOD_EMULATOR)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${PEAPOD_EMULATOR} -L /usr/${PEAPOD_MACHINE})
endif()
