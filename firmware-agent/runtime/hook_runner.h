#pragma once

#include <memory>
#include <string>
#include <variant>

#include "config/pod_spec.h"
#include "firmware-agent/runtime/exec_probe.h"
#include "firmware-agent/runtime/http_probe.h"
#include "firmware-agent/runtime/kernel_container.h"
#include "firmware-agent/runtime/uv_handle.h"

namespace peapod::runtime {

// One run of a lifecycle hook: exec, httpGet or sleep. Pushes HookDone. It has no time limit of its own: the machine
// goes on without it when the grace is used up (kubelet lifecycle/handlers.go). $(VAR) in an exec stays as it is,
// unlike in a probe's.
class HookRunner final : public HookVerbs {
 public:
  HookRunner(PodContext& context, const KernelContainer& container, core::Hook hook);

  void run() override;
  std::string_view text() const override { return text_; }

 private:
  void done(bool ok, std::string_view text);

  PodContext& context_;
  const core::ContainerIndex index_;
  const core::LaunchNumber launch_;
  const core::Hook hook_;
  std::int64_t sleep_seconds_ = 0;
  std::variant<UvHandle<uv_timer_t>, std::unique_ptr<ExecProbe>, LoopOwned<HttpProbe>> engine_;
  std::string text_;
};

}  // namespace peapod::runtime
