#include "firmware-agent/runtime/hook_runner.h"

#include "firmware-agent/runtime/probe_runner.h"

namespace peapod::runtime {

HookRunner::HookRunner(PodContext& context, const KernelContainer& container, core::Hook hook)
    : context_(context), index_(container.index()), launch_(container.number()), hook_(hook) {
  const config::Container& spec = container.spec();
  const config::Handler& handler =
      hook == core::Hook::PostStart ? *spec.lifecycle.post_start : *spec.lifecycle.pre_stop;
  const auto told = [this](const ProbeReport& report) {
    if (report.warning) {
      context_.inbox.notice(std::nullopt, "Warning", "LifecycleHTTPFallback", std::string(report.text));
    }
    done(report.outcome == core::ProbeOutcome::Success, report.text);
  };
  if (handler.exec) {
    engine_ = std::make_unique<ExecProbe>(context, container, handler.exec->command, told);
  } else if (handler.http_get) {
    engine_ = HttpProbe::make(context.node.loop, *handler.http_get, resolve_port(handler.http_get->port, spec),
                              HttpProbe::Purpose::Hook, told);
  } else {
    sleep_seconds_ = handler.sleep->seconds;
    engine_ = make_timer(context.node.loop, this);
  }
}

void HookRunner::run() {
  if (auto* exec = std::get_if<std::unique_ptr<ExecProbe>>(&engine_)) return (*exec)->start(0);
  if (auto* http = std::get_if<LoopOwned<HttpProbe>>(&engine_)) return (*http)->start(context_.sandbox.net_ns(), 0);
  uv_timer_start(
      std::get<UvHandle<uv_timer_t>>(engine_).get(),
      [](uv_timer_t* timer) { static_cast<HookRunner*>(timer->data)->done(true, {}); },
      static_cast<std::uint64_t>(sleep_seconds_) * 1000, 0);
}

void HookRunner::done(bool ok, std::string_view text) {
  text_ = text;
  context_.inbox.push(core::event::HookDone{index_, launch_, hook_, ok});
}

}  // namespace peapod::runtime
