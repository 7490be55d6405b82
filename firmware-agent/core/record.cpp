#include "firmware-agent/core/record.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "firmware-agent/core/container_change.h"

namespace peapod::core {

namespace {

class Writer {
 public:
  explicit Writer(std::vector<std::byte>& record) : record_(record) {}

  template <typename T>
  void number(const T& value) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    record_.insert(record_.end(), bytes, bytes + sizeof value);
  }
  void flag(const bool& value) { number(static_cast<std::uint8_t>(value)); }
  template <typename E>
  void choice(const E& value, E) {
    number(value);
  }
  template <typename T, typename Fields>
  void maybe(const std::optional<T>& value, Fields fields) {
    flag(value.has_value());
    if (value) fields(*value);
  }
  void text(const std::string& value) {
    number(static_cast<std::uint32_t>(value.size()));
    for (char byte : value) number(byte);
  }

 private:
  std::vector<std::byte>& record_;
};

// After the first thing that does not fit, nothing is read any more.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> record) : rest_(record) {}

  template <typename T>
  void number(T& value) {
    if (sizeof value > rest_.size()) damaged_ = true;
    if (damaged_) return;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
  }
  void flag(bool& value) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > 1) damaged_ = true;
    value = byte == 1;
  }
  template <typename E>
  void choice(E& value, E last) {
    std::underlying_type_t<E> raw = 0;
    number(raw);
    if (raw > static_cast<std::underlying_type_t<E>>(last)) damaged_ = true;
    if (!damaged_) value = static_cast<E>(raw);
  }
  template <typename T, typename Fields>
  void maybe(std::optional<T>& value, Fields fields) {
    bool present = false;
    flag(present);
    value.reset();
    if (present) fields(value.emplace());
  }

  void text(std::string& value) {
    std::uint32_t size = 0;
    number(size);
    if (size > rest_.size()) damaged_ = true;
    if (damaged_) return;
    value.assign(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
  }

  bool is_whole() const { return !damaged_ && rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
  bool damaged_ = false;
};

// The fields are listed once, for both directions: State is const when writing.

template <typename Archive, typename State>
void list_termination(Archive& archive, State& termination) {
  archive.choice(termination.reason, TerminationReason::RestartingAllContainers);
  archive.number(termination.exit_code);
  archive.number(termination.signal);
  archive.number(termination.started_at.ms);
  archive.number(termination.finished_at.ms);
  archive.number(termination.launch);
}

template <typename Archive, typename State>
void list_probe(Archive& archive, State& probe) {
  archive.flag(probe.running);
  archive.flag(probe.healthy);
  archive.choice(probe.last, ProbeOutcome::Error);
  archive.number(probe.run);
  archive.number(probe.next.ms);
  archive.number(probe.earliest.ms);
}

template <typename Archive, typename State>
void list_container(Archive& archive, State& container) {
  archive.choice(container.phase, ContainerPhase::Finished);
  archive.number(container.launch);
  archive.number(container.restart_count);
  archive.number(container.terminations);
  archive.maybe(container.last, [&](auto& termination) { list_termination(archive, termination); });
  archive.maybe(container.previous, [&](auto& termination) { list_termination(archive, termination); });
  archive.number(container.start_after.ms);
  archive.number(container.backoff);
  archive.maybe(container.start_failure,
                [&](auto& reason) { archive.choice(reason, StartFailure::ContainerCannotRun); });
  archive.number(container.start_backoff);
  archive.number(container.definition.image);
  archive.number(container.definition.cpu);
  archive.number(container.definition.memory);
  archive.flag(container.resize_pending);
  archive.flag(container.resize_failed);
  archive.number(container.resize_retry_at.ms);
  archive.flag(container.admitted);
  archive.number(container.started_at.ms);
  archive.flag(container.post_start_pending);
  archive.flag(container.started);
  for (auto& probe : container.probes) list_probe(archive, probe);
  archive.choice(container.kill_cause, KillCause::Resize);
  archive.number(container.stop_deadline.ms);
  archive.flag(container.pre_stop_pending);
  archive.flag(container.stop_signalled);
  archive.flag(container.killed);
}

template <typename Archive, typename State>
void list_pod(Archive& archive, State& state) {
  archive.choice(state.sandbox, SandboxPhase::Gone);
  archive.number(state.sandbox_attempt);
  archive.number(state.sandbox_retry_at.ms);
  archive.number(state.last_launch);
  archive.number(state.started_at.ms);
  archive.flag(state.initialized);
  archive.flag(state.ran);
  archive.flag(state.restarting_all);
  archive.flag(state.renewing_sandbox);
  archive.number(state.restart_all_due.ms);
  archive.maybe(state.stop_cause, [&](auto& cause) { archive.choice(cause, StopCause::Preempted); });
  archive.text(state.stop_message);
  archive.choice(state.end, PodEnd::Completed);
  archive.number(state.stop_deadline.ms);
  archive.flag(state.forced);
  for (auto& condition : state.conditions) {
    archive.flag(condition.is_true);
    archive.number(condition.since.ms);
  }
  for (auto& gate : state.gates) {
    archive.choice(gate.status, GateStatus::Unknown);
    archive.number(gate.since.ms);
  }
  for (auto& container : state.containers) list_container(archive, container);
}

}  // namespace

// The pod of a record may have got ephemeral containers since.
static bool is_of(const PodPolicy& policy, std::size_t count) {
  if (count > policy.containers.size()) return false;
  auto is_ephemeral = [](const ContainerPolicy& container) { return container.kind == ContainerKind::Ephemeral; };
  return std::all_of(policy.containers.begin() + static_cast<std::ptrdiff_t>(count), policy.containers.end(),
                     is_ephemeral);
}

void save(const PodState& state, std::vector<std::byte>& record) {
  record.clear();
  Writer writer(record);
  writer.number(kRecordVersion);
  writer.number(static_cast<ContainerIndex>(state.containers.size()));
  list_pod(writer, state);
}

std::optional<PodState> restore(std::span<const std::byte> record, const PodPolicy& policy) {
  Reader reader(record);
  std::byte version{0};
  ContainerIndex count = 0;
  reader.number(version);
  reader.number(count);
  if (version != kRecordVersion || !is_of(policy, count)) return std::nullopt;
  PodState state;
  state.gates.resize(policy.readiness_gates.size());
  state.containers.resize(count);
  list_pod(reader, state);
  if (!reader.is_whole()) return std::nullopt;
  take_new_containers(state, policy);
  return state;
}

}  // namespace peapod::core
