#include "firmware-agent/runtime/log_line.h"

#include <cstdarg>
#include <cstdio>
#include <ctime>

namespace peapod::runtime {

void log_line(const char* format, ...) {
  char line[1024];
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const int prefix = std::snprintf(line, sizeof line, "[%6ld.%03ld] ", static_cast<long>(now.tv_sec),
                                   static_cast<long>(now.tv_nsec / 1'000'000));
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line + prefix, sizeof line - static_cast<std::size_t>(prefix), format, arguments);
  va_end(arguments);
  std::fprintf(stderr, "%s\n", line);
}

}  // namespace peapod::runtime
