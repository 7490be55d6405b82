#include "firmware-agent/runtime/fingerprint.h"

#include "firmware-agent/runtime/fnv.h"

namespace peapod::runtime {
namespace {

class Mixer {
 public:
  void add(std::uint64_t value) {
    // splitmix64's finalizer over a running state: order matters, and one changed bit changes half of the
    // result.
    hash_ = (hash_ ^ value) + 0x9e3779b97f4a7c15;
    hash_ = (hash_ ^ (hash_ >> 30)) * 0xbf58476d1ce4e5b9;
    hash_ = (hash_ ^ (hash_ >> 27)) * 0x94d049bb133111eb;
    hash_ ^= hash_ >> 31;
  }
  template <class Enum>
  void add_enum(Enum value) {
    add(static_cast<std::uint64_t>(value));
  }
  std::uint64_t result() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

}  // namespace

std::uint64_t fingerprint(const core::PodState& state) {
  Mixer mixer;
  mixer.add_enum(state.sandbox);
  mixer.add(state.sandbox_attempt);
  mixer.add(state.last_launch);
  mixer.add_enum(state.end);
  mixer.add(state.stop_cause ? 1 + static_cast<std::uint64_t>(*state.stop_cause) : 0);
  mixer.add(static_cast<std::uint64_t>(state.stop_deadline.ms));
  mixer.add(state.forced);
  for (const core::ConditionState& condition : state.conditions) {
    mixer.add(condition.is_true);
    mixer.add(static_cast<std::uint64_t>(condition.since.ms));
  }
  for (const core::GateState& gate : state.gates) {
    mixer.add_enum(gate.status);
    mixer.add(static_cast<std::uint64_t>(gate.since.ms));
  }
  for (const core::ContainerState& container : state.containers) {
    mixer.add_enum(container.phase);
    mixer.add(container.launch);
    mixer.add(static_cast<std::uint64_t>(container.restart_count));
    mixer.add(static_cast<std::uint64_t>(container.terminations));
    mixer.add(container.start_failure ? 1 + static_cast<std::uint64_t>(*container.start_failure) : 0);
    mixer.add(static_cast<std::uint64_t>(container.start_after.ms));
    mixer.add(container.definition.image);
    mixer.add(container.definition.cpu);
    mixer.add(container.definition.memory);
    mixer.add(container.resize_pending);
    mixer.add(container.resize_failed);
    mixer.add(container.started);
    mixer.add(container.post_start_pending);
    mixer.add(container.pre_stop_pending);
    mixer.add(container.stop_signalled);
    mixer.add(container.killed);
    for (const core::ProbeState& probe : container.probes) mixer.add(probe.healthy);
  }
  return mixer.result();
}

std::string container_id(std::string_view pod_uid, std::string_view container, core::LaunchNumber launch) {
  Fnv1a128 hash;
  hash.add(pod_uid);
  hash.add("/");
  hash.add(container);
  hash.add("/");
  hash.add(std::to_string(launch));
  return "peapod://" + hash.hex();
}

}  // namespace peapod::runtime
