# A target on musl, linked statically: one file that runs on any box. Debian's compiler with musl's headers, start files and
# library in its specs, and our own libstdc++ (cross/musl.sh), which has no exceptions: nobody has any.
include(${CMAKE_CURRENT_LIST_DIR}/gnu.cmake)

set(PEAPOD_MUSL ON)
set(PEAPOD_MUSL_FLAGS "-specs=${PEAPOD_TARGET_ROOT}/lib/musl-gcc.specs -fno-pie")
string(APPEND CMAKE_C_FLAGS_INIT " ${PEAPOD_MUSL_FLAGS}")
string(APPEND CMAKE_CXX_FLAGS_INIT
  " ${PEAPOD_MUSL_FLAGS} -fno-exceptions -nostdinc++ -isystem ${PEAPOD_TARGET_ROOT}/include/c++ -isystem ${PEAPOD_TARGET_ROOT}/include/c++/target")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -no-pie -L${PEAPOD_TARGET_ROOT}/lib")
