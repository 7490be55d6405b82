#pragma once

#include "firmware-agent/runtime/kernel_pod.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/verbs.h"

namespace peapod::runtime {

// The verbs of the real box.
class KernelBox final : public BoxVerbs {
 public:
  explicit KernelBox(Node& node) : node_(node) {}

  core::Time now() const override { return node_.clock.now(); }
  WallTime wall_now() const override { return node_.clock.wall_now(); }
  std::uint64_t next_resource_version() override { return ++node_.resource_version; }
  core::Millis backoff_max() const override { return node_.options.backoff_max; }
  void record_event(const EventInput& event) override { node_.events->record(event, node_.clock.wall_now()); }
  std::unique_ptr<PodVerbs> pod(const config::Pod& pod, PodInbox& inbox) override {
    return std::make_unique<KernelPod>(node_, pod, inbox);
  }
  bool is_clean() const override { return node_.leftovers->empty(); }
  void when_clean(std::function<void()> call) override { node_.leftovers->when_empty(std::move(call)); }

 private:
  Node& node_;
};

}  // namespace peapod::runtime
