#include "firmware-agent/runtime/sandbox.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

namespace peapod::runtime {
namespace {

constexpr platform::LaunchId kInitId = platform::LaunchId{1} << 62;       // The pod's PID 1.
constexpr platform::LaunchId kFirstExecId = platform::LaunchId{1} << 32;  // Containers are numbered below.

bool is_exec(platform::LaunchId id) { return id > kFirstExecId && id < kInitId; }

}  // namespace

Sandbox::Sandbox(SandboxVerbs& verbs, bool has_init, Callbacks callbacks)
    : verbs_(verbs), has_init_(has_init), callbacks_(std::move(callbacks)), last_exec_id_(kFirstExecId) {
  verbs_.listen(*this);
}

void Sandbox::create(std::uint32_t attempt) {
  created_ = true;
  if (Result<void> made = verbs_.make(attempt); !made) return fail(std::move(made.error()));
  if (!has_init_) return callbacks_.ready({});
  expect(kInitId, *this);
  if (Result<void> launched = verbs_.launch_init(kInitId); !launched) fail(std::move(launched.error()));
}

Result<void> Sandbox::adopt(std::uint32_t attempt, std::vector<platform::KeeperEntry>& entries) {
  created_ = true;
  if (Result<void> adopted = verbs_.adopt(attempt, entries); !adopted) return adopted;
  bool init_is_there = false;
  for (const platform::KeeperEntry& entry : entries) {
    if (is_exec(entry.id)) last_exec_id_ = std::max(last_exec_id_, entry.id);
    if (entry.id != kInitId || entry.exited) continue;
    init_is_there = true;
    verbs_.init_started(entry.pid);
  }
  if (!has_init_) return {};
  if (!init_is_there) return Error{ESRCH, "the pod's PID 1 is gone"};
  expect(kInitId, *this);
  return {};
}

void Sandbox::on_report(const platform::KeeperReport& report) {
  switch (report.kind) {
    case platform::KeeperReport::Kind::Launched:
      verbs_.init_started(report.pid);
      return callbacks_.ready({});
    case platform::KeeperReport::Kind::LaunchFailed:
      return fail({report.error, "start the pod's PID 1"});
    case platform::KeeperReport::Kind::Exited:
      break;
  }
  callbacks_.lost();  // The kernel has killed everything in its PID namespace.
}

void Sandbox::on_keeper_report(const platform::KeeperReport& report) {
  const bool exited = report.kind == platform::KeeperReport::Kind::Exited;
  auto found = std::find_if(expected_.begin(), expected_.end(), [&](const Expected& e) { return e.id == report.id; });
  if (found == expected_.end()) {
    if (exited) release(report.id);
    return;
  }
  LaunchTarget* target = found->target;
  if (report.kind != platform::KeeperReport::Kind::Launched) expected_.erase(found);
  // A container's entry stays until its pipes have been read; for the others nothing is held.
  if (exited && report.id >= kFirstExecId) release(report.id);
  target->on_report(report);
}

void Sandbox::on_keeper_gone() { callbacks_.lost(); }

void Sandbox::expect(platform::LaunchId id, LaunchTarget& target) { expected_.push_back({id, &target}); }

bool Sandbox::is_expected(platform::LaunchId id) const {
  return std::any_of(expected_.begin(), expected_.end(), [&](const Expected& expected) { return expected.id == id; });
}

void Sandbox::forget(const LaunchTarget& target) {
  std::erase_if(expected_, [&](const Expected& expected) { return expected.target == &target; });
}

void Sandbox::end_unexpected(const std::vector<platform::KeeperEntry>& entries) {
  for (const platform::KeeperEntry& entry : entries) {
    if (is_expected(entry.id)) continue;
    if (entry.exited) {
      release(entry.id);
    } else {
      signal(entry.id, SIGKILL);  // Its report will be released.
    }
  }
}

void Sandbox::signal(platform::LaunchId id, int signal) { verbs_.signal(id, signal); }

void Sandbox::release(platform::LaunchId id) { verbs_.release(id); }

void Sandbox::fail(Error error) {
  lose();
  callbacks_.ready(std::move(error));
}

void Sandbox::lose() {
  created_ = false;
  for (const Expected& ended : std::exchange(expected_, {})) {
    if (!is_exec(ended.id)) continue;
    ended.target->on_report({platform::KeeperReport::Kind::Exited, ended.id, 0, SIGKILL, 0, 0});
  }
  verbs_.lose();
}

void Sandbox::remove() {
  lose();
  verbs_.remove();
}

}  // namespace peapod::runtime
