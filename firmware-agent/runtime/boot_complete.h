#pragma once

// Tells the world when the boot is complete (boot_watch.h): <run>/boot-complete, which holds the id of this boot, for
// what marks a new system as good. Boot-critical pods say so with peapod.dev/boot-critical.

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "firmware-agent/runtime/boot_watch.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/pod_runner.h"

namespace peapod::runtime {

class BootComplete {
 public:
  // `late` is told of each pod that was not Ready in its time, by uid, once in a boot.
  BootComplete(Node& node, std::function<void(const std::string& uid)> late);

  void begin();  // Before the first pod: what an earlier agent of this boot knew.
  void see(const PodRunner& pod, ChangeKind kind);
  void manifests_read(const std::set<std::string>& uids);  // Of the pods there are.

  std::optional<core::Time> deadline() const;
  void tick();

 private:
  std::string marker() const { return node_.options.paths.run + "/boot-complete"; }
  std::string record() const { return node_.options.paths.run + "/boot.record"; }
  void changed();
  void conclude();

  Node& node_;
  std::function<void(const std::string& uid)> late_;
  BootWatch watch_;
  bool done_ = false;
  std::optional<core::Time> again_;  // The marker could not be written: when to try again.
};

}  // namespace peapod::runtime
