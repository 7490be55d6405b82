#pragma once

// The verbs of an agent over the simulated kernel. They live and die with that agent.

#include "firmware-agent/runtime/verbs.h"
#include "tests/sim/agent/kernel.h"

namespace peapod::sim {

// Who looks over the agent's shoulder.
class Onlooker {
 public:
  virtual int takes_up(const config::Pod& pod, runtime::PodInbox& inbox) = 0;  // Gives the pod's number.
  virtual void saved(int pod, const config::Pod& manifest) = 0;                // A record was written.
  virtual void stepped(const core::PodState& state, const core::PodPolicy& policy, const core::Event& event,
                       const core::Actions& actions) = 0;

 protected:
  ~Onlooker() = default;
};

inline constexpr core::Millis kBackoffMax = 300'000;

class SimBox final : public runtime::BoxVerbs {
 public:
  SimBox(Kernel& kernel, Random& random, Onlooker& onlooker) : kernel_(kernel), random_(random), onlooker_(onlooker) {}

  core::Time now() const override { return kernel_.now(); }
  runtime::WallTime wall_now() const override { return kernel_.now().ms + wall_offset; }
  std::uint64_t next_resource_version() override { return ++version_; }
  core::Millis backoff_max() const override { return kBackoffMax; }
  void record_event(const runtime::EventInput&) override {}
  std::unique_ptr<runtime::PodVerbs> pod(const config::Pod& pod, runtime::PodInbox& inbox) override;
  void stepped(const core::PodState& state, const core::PodPolicy& policy, const core::Event& event,
               const core::Actions& actions) override {
    onlooker_.stepped(state, policy, event, actions);
  }
  bool is_clean() const override { return kernel_.is_clean(); }
  void when_clean(std::function<void()> call) override;

  core::Millis wall_offset = 0;

 private:
  Kernel& kernel_;
  Random& random_;
  Onlooker& onlooker_;
  std::uint64_t version_ = 0;
};

}  // namespace peapod::sim
