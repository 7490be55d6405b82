# cmake -DFILE=<toolchain file> -DNAME=<variable> -P setting.cmake: prints what the file sets, for shell scripts.
include(${FILE})
message("${${NAME}}")
