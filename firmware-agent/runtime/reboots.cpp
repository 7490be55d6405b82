#include "firmware-agent/runtime/reboots.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "firmware-agent/runtime/log_line.h"
#include "firmware-agent/runtime/pod_record.h"

namespace peapod::runtime {
namespace {

constexpr std::uint64_t kPatienceMs = 300'000;

[[noreturn]] void give_up(const char* why) {
  log_line("the box was not rebooted: %s; leaving", why);
  std::_Exit(1);
}

}  // namespace

Reboots::Reboots(Node& node) : node_(node), patience_(make_timer(node.loop, this)) {}

void Reboots::begin() {
  guard_.healthy_since = node_.clock.now();
  Result<Record> kept = read_record(record());
  if (kept) {
    guard_.reboots = static_cast<std::int32_t>(std::strtol(kept->fields["reboots"].c_str(), nullptr, 10));
  } else if (kept.error().code != ENOENT) {
    log_line("%s; no reboot before the box has been healthy for a while", kept.error().message().c_str());
    guard_.reboots = core::kRebootsMax;
  }
}

Result<void> Reboots::save() {
  Record kept;
  kept.fields["reboots"] = std::to_string(guard_.reboots);
  return write_record(record(), kept, Durability::Flash);
}

std::optional<std::string> Reboots::ask() {
  switch (core::ask_reboot(guard_, node_.options.reboot_allowed, node_.clock.now())) {
    case core::RebootVerdict::NotAllowed:
      return "the agent's settings do not allow it (reboot.allow)";
    case core::RebootVerdict::TooMany:
      return std::to_string(core::kRebootsMax) + " reboots without 30m of health between them were enough";
    case core::RebootVerdict::Reboot:
      break;
  }
  Result<void> counted = save();
  if (counted) return std::nullopt;
  guard_.reboots -= 1;
  return "it cannot be counted: " + counted.error().message();
}

void Reboots::tick() {
  const std::optional<core::Time> due = core::health_due(guard_);
  if (!due || node_.clock.now() < *due) return;
  guard_.reboots = 0;
  const Result<void> removed = remove_record(record(), Durability::Flash);
  if (!removed) log_line("%s", removed.error().message().c_str());
}

void Reboots::order() {
  log_line("rebooting the box: %s", node_.options.reboot_command.front().c_str());
  ::sync();
  std::vector<char*> arguments;
  for (std::string& argument : node_.options.reboot_command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  uv_process_options_t options{};
  options.file = arguments.front();
  options.args = arguments.data();
  options.exit_cb = [](uv_process_t*, std::int64_t status, int signal) {
    if (status != 0 || signal != 0) give_up("the command failed");
  };
  process_.reset(new uv_process_t);
  if (const int error = uv_spawn(node_.loop, process_.get(), &options); error != 0) give_up(uv_strerror(error));
  uv_timer_start(
      patience_.get(), [](uv_timer_t*) { give_up("it is still up after five minutes"); }, kPatienceMs, 0);
}

}  // namespace peapod::runtime
