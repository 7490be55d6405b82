#pragma once

// A pod's verbs on the real kernel, and what all its parts know in common.

#include <map>
#include <memory>
#include <string>

#include "firmware-agent/runtime/kernel_sandbox.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/sandbox.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

// Outlives every launch, probe and hook of the pod.
struct PodContext {
  Node& node;
  const config::Pod& pod;
  PodInbox& inbox;
  KernelSandbox sandbox;
  std::string log_directory;                       // ".../pods/<namespace>_<name>_<uid>".
  std::map<std::string, int> pid_namespaces = {};  // Of running containers, by name.
};

class KernelPod final : public PodVerbs {
 public:
  KernelPod(Node& node, const config::Pod& pod, PodInbox& inbox);

  SandboxVerbs& sandbox() override { return context_.sandbox; }
  std::unique_ptr<ContainerVerbs> container(core::ContainerIndex index, core::LaunchNumber launch,
                                            std::int32_t restart_count, const ContainerDetail& detail) override;
  Result<void> save(const PodMemory& memory) override;
  void forget() override;
  void remove_logs(const std::vector<ContainerDetail>& details) override;
  std::string log_directory() const override { return context_.log_directory; }

 private:
  std::string record_path() const;

  PodContext context_;
};

}  // namespace peapod::runtime
