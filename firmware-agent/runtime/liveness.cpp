#include "firmware-agent/runtime/liveness.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "firmware-agent/runtime/log_line.h"

namespace peapod::runtime {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<milliseconds> ping_interval(std::optional<microseconds> manager, std::optional<seconds> hardware) {
  if (!manager && !hardware) return std::nullopt;
  const microseconds shortest =
      std::min(manager.value_or(microseconds::max()), hardware ? microseconds(*hardware) : microseconds::max());
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(shortest / 2));
}

Liveness::Liveness(uv_loop_t* loop, platform::ServiceManager manager,
                   std::optional<platform::HardwareWatchdog> hardware, std::function<std::size_t()> count_pods)
    : manager_(std::move(manager)),
      hardware_(std::move(hardware)),
      count_pods_(std::move(count_pods)),
      timer_(make_timer(loop, this)) {
  const auto interval = ping_interval(manager_.watchdog(),
                                      hardware_ ? std::optional(seconds(hardware_->timeout_seconds())) : std::nullopt);
  if (!interval) return;
  const auto period = static_cast<std::uint64_t>(interval->count());
  uv_timer_start(
      timer_.get(), [](uv_timer_t* timer) { static_cast<Liveness*>(timer->data)->ping(); }, period, period);
}

void Liveness::ready() { tell("READY=1\n"); }

void Liveness::stopping() { tell("STOPPING=1\n"); }

void Liveness::leave() {
  uv_timer_stop(timer_.get());
  stopping();
  if (hardware_) hardware_->disarm();
  hardware_.reset();
}

void Liveness::ping() {
  tell("WATCHDOG=1\n");
  if (!hardware_) return;
  if (const Result<void> pinged = hardware_->ping(); !pinged) log_line("%s", pinged.error().message().c_str());
}

void Liveness::tell(const char* state) {
  std::array<char, 64> lines{};
  const std::size_t pods = count_pods_();
  const int size =
      std::snprintf(lines.data(), lines.size(), "%sSTATUS=%zu %s", state, pods, pods == 1 ? "pod" : "pods");
  manager_.tell({lines.data(), static_cast<std::size_t>(size)});
}

}  // namespace peapod::runtime
