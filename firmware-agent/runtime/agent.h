#pragma once

// The supervisor of this box: which pods there should be (manifest files, requests of the API, records of an earlier
// agent), which there are, and the turn of the loop that moves the one towards the other.

#include <uv.h>

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware-agent/runtime/address_watch.h"
#include "firmware-agent/runtime/boot_complete.h"
#include "firmware-agent/runtime/kernel_box.h"
#include "firmware-agent/runtime/manifest_directory.h"
#include "firmware-agent/runtime/node.h"
#include "firmware-agent/runtime/pod_control.h"
#include "firmware-agent/runtime/pod_store.h"
#include "firmware-agent/runtime/pods.h"
#include "firmware-agent/runtime/reboots.h"

namespace peapod::runtime {

class Agent : public PodControl {
 public:
  Agent(uv_loop_t* loop, std::unique_ptr<Node> node);
  ~Agent() override;

  // Takes up what an earlier agent left, then begins to follow manifests; `ready` when they were read once.
  void start(std::function<void()> ready = {});

  // Stops every pod gracefully; `done` when the last is gone. Manifests and requests are not taken any more.
  void stop_pods(std::function<void()> done);

  // The groups that all pods are in, unless a process lives there: an agent that leaves no pods leaves nothing.
  void remove_empty_cgroups() { (void)node_->cgroups->remove(); }

  std::size_t pod_count() const { return pods_.places().size(); }

  std::string node_name() const override { return node_->options.node_name; }
  const NodeFacts& node() const override { return node_->facts; }
  WallTime to_wall(core::Time time) const override { return node_->clock.to_wall(time); }
  WallTime wall_now() const override { return node_->clock.wall_now(); }
  core::Time now() const override { return node_->clock.now(); }
  std::uint64_t resource_version() const override { return node_->resource_version; }
  void each_pod(const std::function<void(const PodView&)>& visit) const override;
  bool with_pod(std::string_view ns, std::string_view name,
                const std::function<void(const PodView&)>& visit) const override;
  void each_event(const std::function<void(const EventView&)>& visit) const override;
  std::optional<Refusal> create_pod(config::Pod pod) override;
  std::optional<Refusal> replace_pod(config::Pod pod) override;
  std::optional<Refusal> change_pod(config::Pod pod) override;
  std::optional<Refusal> set_gates(std::string_view ns, std::string_view name,
                                   std::vector<GateReport> reports) override;
  std::optional<Refusal> delete_pod(std::string_view ns, std::string_view name, std::string_view uid_or_empty,
                                    std::optional<std::int64_t> grace_seconds) override;
  std::unique_ptr<ExecSession> exec(const ExecRequest& request, ExecCallbacks callbacks, Refusal& refusal) override;
  std::unique_ptr<Subscription> subscribe(std::function<void(const Change&)> told) override;

 private:
  class Listener;

  std::optional<Refusal> store_and_want(config::Pod pod);
  void resume_pods();
  void follow_wanted_pods();
  void manifests_changed(const ManifestScan& scan);
  Pods::Callbacks callbacks();
  void tell(const Change& change);
  void turn();
  void arm_timer();
  void boot_critical_is_late(const std::string& uid);
  void ask_reboot(PodRunner& pod, const std::string& why);
  void begin_reboot();

  uv_loop_t* loop_;
  std::unique_ptr<Node> node_;
  KernelBox box_;
  Pods pods_;
  PodStore store_;
  BootComplete boot_;
  Reboots reboots_;
  AddressWatch addresses_;
  enum class Reboot : std::uint8_t { None, Asked, Stopping, Ordered } reboot_ = Reboot::None;
  core::Time reboot_due_;  // Stopping: whatever still lives.
  LoopOwned<ManifestDirectory> manifests_;
  UvHandle<uv_prepare_t> prepare_;
  UvHandle<uv_timer_t> timer_;
  std::list<Listener*> listeners_;
  std::function<void()> ready_;
  std::function<void()> stopped_;
  bool awake_ = false;
};

}  // namespace peapod::runtime
