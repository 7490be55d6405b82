#include "tests/integration/support/pod_cgroup.h"

#include <fcntl.h>

#include <algorithm>
#include <fstream>

namespace peapod::test {
namespace {

namespace fs = std::filesystem;

}  // namespace

bool has_controller(const std::string& name) {
  std::ifstream file("/proc/cgroups");
  for (std::string line; std::getline(file, line);) {
    // Name, hierarchy, number of groups, enabled.
    if (line.rfind(name + "\t", 0) == 0) return line.back() == '1';
  }
  return false;
}

std::vector<fs::path> pod_groups(const std::string& uid, const std::string& controller) {
  fs::path top = "/sys/fs/cgroup";
  if (fs::exists(top / controller)) top /= controller;
  std::vector<fs::path> groups;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(top, error)) {
    if (entry.is_directory() && entry.path().string().find(uid) != std::string::npos) groups.push_back(entry.path());
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<pid_t> pod_processes(const std::string& uid) {
  std::vector<pid_t> pids;
  for (const fs::path& group : pod_groups(uid, "pids")) {
    std::ifstream file(group / "cgroup.procs");
    for (pid_t pid = 0; file >> pid;) pids.push_back(pid);
  }
  return pids;
}

UniqueFd pod_net_ns(const std::string& uid) {
  for (pid_t pid : pod_processes(uid)) {
    UniqueFd ns(open(("/proc/" + std::to_string(pid) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC));
    if (ns) return ns;
  }
  return {};
}

std::optional<long long> read_number(const fs::path& file, const std::string& key) {
  std::ifstream stream(file);
  long long value = 0;
  if (key.empty()) {
    if (stream >> value) return value;
    return std::nullopt;
  }
  for (std::string word; stream >> word >> value;) {
    if (word == key) return value;
  }
  return std::nullopt;
}

}  // namespace peapod::test
