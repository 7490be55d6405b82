#include "firmware-agent/runtime/orphans.h"

#include <fcntl.h>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_volumes.h"
#include "firmware-agent/runtime/qos.h"
#include "platform/sys/file.h"
#include "platform/volumes/removal.h"

namespace peapod::runtime {
namespace {

std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  const Result<UniqueFd> opened = platform::sys::open(directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return names;
  (void)platform::sys::each_entry(opened->get(), [&](const char* name, unsigned char) -> Result<void> {
    names.emplace_back(name);
    return {};
  });
  return names;
}

void end_processes(Node& node, const std::string& uid) {
  for (const QosClass qos : {QosClass::Guaranteed, QosClass::Burstable, QosClass::BestEffort}) {
    if (auto group = node.cgroups->group(pod_cgroup_path(qos, uid))) node.leftovers->end(std::move(*group));
  }
}

void remove_or_say(const std::string& path) {
  if (Result<void> removed = platform::remove_tree(path); !removed) log_line("%s", removed.error().message().c_str());
}

}  // namespace

void end_stale_pods(Node& node, const std::set<std::string>& live) {
  const Paths& paths = node.options.paths;
  for (const std::string& uid : names_in(paths.run + "/pods")) {
    if (live.contains(uid)) continue;
    log_line("pod with uid %s is not on record: what it left is removed", uid.c_str());
    end_processes(node, uid);
    const std::string directory = paths.run + "/pods/" + uid;
    (void)platform::unmount_below(directory);
    remove_or_say(directory);
  }
  for (const std::string& uid : names_in(paths.lib + "/pods")) {
    if (!live.contains(uid)) remove_or_say(paths.lib + "/pods/" + uid + "/containers");
  }
}

void remove_orphans(Node& node, const std::set<std::string>& wanted, const std::set<std::string>& links) {
  const Paths& paths = node.options.paths;
  for (const std::string& uid : names_in(paths.lib + "/pods")) {
    if (!wanted.contains(uid)) remove_or_say(paths.lib + "/pods/" + uid);
  }
  for (const std::string& name : names_in(paths.log + "/pods")) {
    if (!wanted.contains(name.substr(name.rfind('_') + 1))) remove_or_say(paths.log + "/pods/" + name);
  }
  for (const std::string& name : names_in(paths.log + "/containers")) {
    const std::string link = paths.log + "/containers/" + name;
    if (!links.contains(link)) remove_or_say(link);
  }
}

}  // namespace peapod::runtime
