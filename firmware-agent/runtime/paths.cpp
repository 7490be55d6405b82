#include "firmware-agent/runtime/paths.h"

#include <cstdlib>

namespace peapod::runtime {

Paths Paths::system() {
  return {"/etc/kubernetes/manifests", "/run/peapod",
          "/var/lib/peapod",           "/run/peapod/log",
          "/usr/share/peapod/images",  "/run/peapod/peapod.sock"};
}

Paths Paths::under(const std::string& root) {
  return {root + "/manifests", root + "/run",    root + "/lib",
          root + "/log",       root + "/images", root + "/run/peapod.sock"};
}

Paths Paths::choose(const std::string& root_option) {
  if (!root_option.empty()) return under(root_option);
  if (const char* root = std::getenv("PEAPOD_ROOT"); root != nullptr && *root != '\0') return under(root);
  return system();
}

}  // namespace peapod::runtime
