#include "firmware-agent/cli/color.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace peapod::cli {
namespace {

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

bool use_color(ColorWish wish, int fd) {
  if (wish != ColorWish::Auto) return wish == ColorWish::Always;
  return variable("NO_COLOR").empty() && variable("TERM") != "dumb" && isatty(fd) != 0;
}

}  // namespace peapod::cli
