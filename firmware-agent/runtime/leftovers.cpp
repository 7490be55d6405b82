#include "firmware-agent/runtime/leftovers.h"

#include <utility>

#include "firmware-agent/runtime/log_line.h"

namespace peapod::runtime {
namespace {

constexpr std::uint64_t kPeriodMs = 20;
constexpr int kMaxTries = 3000;

}  // namespace

Leftovers::Leftovers(uv_loop_t* loop) : timer_(make_timer(loop, this)) {}

void Leftovers::remove(std::string what, std::function<Result<void>()> remove) {
  if (remove()) return;
  items_.push_back({std::move(what), std::move(remove)});
  if (items_.size() > 1) return;
  uv_timer_start(
      timer_.get(), [](uv_timer_t* timer) { static_cast<Leftovers*>(timer->data)->turn(); }, kPeriodMs, kPeriodMs);
}

void Leftovers::end(std::unique_ptr<platform::Cgroup> group) {
  std::shared_ptr<platform::Cgroup> shared = std::move(group);
  remove("cgroup " + shared->path(), [shared]() -> Result<void> {
    if (Result<void> killed = shared->kill(); !killed) return killed;
    return shared->remove();
  });
}

void Leftovers::when_empty(std::function<void()> call) {
  if (items_.empty()) return call();
  when_empty_.push_back(std::move(call));
}

void Leftovers::turn() {
  std::erase_if(items_, [](Item& item) {
    const Result<void> removed = item.remove();
    if (removed) return true;
    if (++item.tries < kMaxTries) return false;
    log_line("cannot remove %s: %s; left behind", item.what.c_str(), removed.error().message().c_str());
    return true;
  });
  if (!items_.empty()) return;
  uv_timer_stop(timer_.get());
  for (const auto& call : std::exchange(when_empty_, {})) call();
}

}  // namespace peapod::runtime
