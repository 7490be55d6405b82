#include "platform/launch/overlay_options.h"

#include <cerrno>
#include <string_view>

namespace peapod::platform {
namespace {

constexpr std::size_t kOptionsMax = 4095;  // A page of 4 KiB with its final zero.

void append_escaped(std::string& options, std::string_view path) {
  for (const char c : path) {
    if (c == '\\' || c == ':' || c == ',') options += '\\';
    options += c;
  }
}

}  // namespace

Result<std::string> overlay_options(const std::vector<std::string>& layers, const std::string& upper,
                                    const std::string& work) {
  if (layers.empty()) return Error{EINVAL, "the image has no layers"};
  std::string options = "lowerdir=";
  for (const std::string& layer : layers) {
    if (&layer != &layers.front()) options += ':';
    append_escaped(options, layer);
  }
  options += ",upperdir=";
  append_escaped(options, upper);
  options += ",workdir=";
  append_escaped(options, work);
  if (options.size() > kOptionsMax) {
    return Error{E2BIG, "the image's " + std::to_string(layers.size()) + " layers do not fit into one mount"};
  }
  return options;
}

}  // namespace peapod::platform
