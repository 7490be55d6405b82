#ifndef PEAPOD_TESTS_BENCH_FLOOR_YAML_H
#define PEAPOD_TESTS_BENCH_FLOOR_YAML_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* libyaml's events of the text, looked at by nobody: the floor of everything that reads YAML with it. Returns their
   number, or -1 when the text is not well-formed. */
long floor_yaml(const char* text, size_t size);

#ifdef __cplusplus
}
#endif

#endif
