#include "firmware-agent/runtime/paths.h"

#include <unistd.h>
#include <climits>
#include <cstdio>
#include <cstdlib>

#include "firmware-agent/runtime/fnv.h"

namespace peapod::runtime {
namespace {

// Mounts and manifests outlive a change of directory.
std::string absolute(const std::string& path) {
  char here[PATH_MAX];
  if (path.starts_with('/') || ::getcwd(here, sizeof here) == nullptr) return path;
  return std::string(here) + "/" + path;
}

std::string cgroup_of(const std::string& root) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(fnv1a_64(root)));
  return std::string("kubepods-") + digits;
}

}  // namespace

Paths Paths::system() {
  Paths paths;
  paths.manifests = "/etc/kubernetes/manifests";
  paths.run = "/run/peapod";
  paths.lib = "/var/lib/peapod";
  paths.log = "/run/peapod/log";
  paths.images = "/usr/share/peapod/images";
  paths.socket = "/run/peapod/peapod.sock";
  paths.config = "/etc/peapod/agent.yaml";
  paths.cgroup = "kubepods";
  return paths;
}

Paths Paths::under(const std::string& root) {
  const std::string base = absolute(root);
  Paths paths;
  paths.manifests = base + "/manifests";
  paths.run = base + "/run";
  paths.lib = base + "/lib";
  paths.log = base + "/log";
  paths.images = base + "/images";
  paths.socket = base + "/run/peapod.sock";
  paths.config = base + "/agent.yaml";
  paths.cgroup = cgroup_of(base);
  return paths;
}

Paths Paths::choose(const std::string& root_option) {
  if (!root_option.empty()) return under(root_option);
  if (const char* root = std::getenv("PEAPOD_ROOT"); root != nullptr && *root != '\0') return under(root);
  return system();
}

}  // namespace peapod::runtime
