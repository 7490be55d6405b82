#include "firmware-agent/runtime/node_labels.h"

#include <sys/utsname.h>

namespace peapod::runtime {
namespace {

// Go's names of architectures, as in the label kubernetes.io/arch.
std::string go_arch(const std::string& machine) {
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  if (machine.starts_with("arm")) return "arm";
  return machine;
}

}  // namespace

config::Labels node_labels(const std::string& node_name, const config::Labels& others) {
  utsname names{};
  ::uname(&names);
  config::Labels labels = others;
  labels["kubernetes.io/hostname"] = node_name;
  labels["kubernetes.io/os"] = "linux";
  labels["kubernetes.io/arch"] = go_arch(names.machine);
  return labels;
}

}  // namespace peapod::runtime
