#include "firmware-agent/runtime/pod_memory.h"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <utility>

#include "config/load.h"
#include "firmware-agent/runtime/manifest_text.h"

namespace peapod::runtime {
namespace {

std::string detail_key(const config::Container& container, const char* what) { return container.name + "/" + what; }
// No container has a capital letter in its name.
std::string gate_key(std::size_t index, const char* what) { return "Gate/" + std::to_string(index) + "/" + what; }

constexpr std::pair<const char*, std::string ContainerDetail::*> kDetails[] = {
    {"image", &ContainerDetail::image},
    {"image_id", &ContainerDetail::image_id},
    {"container_id", &ContainerDetail::container_id},
    {"last_container_id", &ContainerDetail::last_container_id},
    {"stop_signal", &ContainerDetail::stop_signal},
    {"waiting_message", &ContainerDetail::waiting_message},
    {"message", &ContainerDetail::message},
    {"last_message", &ContainerDetail::last_message},
};

}  // namespace

Record record_of(const config::Pod& pod, const PodMemory& memory, const std::string& boot_id) {
  Record record;
  record.fields["boot_id"] = boot_id;
  record.fields["state"].assign(reinterpret_cast<const char*>(memory.state.data()), memory.state.size());
  record.fields["manifest"] = manifest_text(pod);
  record.fields["file"] = memory.origin.file;
  record.fields["created"] = std::to_string(memory.origin.created);
  record.fields["generation"] = std::to_string(memory.origin.generation);
  record.fields["counted_spec"] = std::to_string(memory.counted_spec);
  if (memory.resizing) record.fields["resizing"] = "1";
  if (memory.deletion_requested) record.fields["deletion_requested"] = std::to_string(*memory.deletion_requested);
  record.fields["deletion_grace"] = std::to_string(memory.deletion_grace_seconds);
  record.fields["escalation/failures"] = std::to_string(memory.escalation.failures);
  record.fields["escalation/restarts"] = std::to_string(memory.escalation.restarts);
  record.fields["escalation/last_failure"] = std::to_string(memory.escalation.last_failure.ms);
  for (std::size_t i = 0; i < memory.details.size(); ++i) {
    const config::Container& container = container_at(pod.spec, static_cast<core::ContainerIndex>(i));
    for (const auto& [key, member] : kDetails) record.fields[detail_key(container, key)] = memory.details[i].*member;
  }
  for (std::size_t i = 0; i < memory.gates.size(); ++i) {
    record.fields[gate_key(i, "reason")] = memory.gates[i].reason;
    record.fields[gate_key(i, "message")] = memory.gates[i].message;
  }
  return record;
}

Result<RememberedPod> remembered_pod(const Record& record, const std::string& boot_id) {
  const auto field = [&](const std::string& key) {
    const auto found = record.fields.find(key);
    return found == record.fields.end() ? std::string() : found->second;
  };
  const auto number = [&](const std::string& key) { return std::strtoll(field(key).c_str(), nullptr, 10); };
  if (field("boot_id") != boot_id) return Error{0, "it is of an earlier boot"};
  config::Loaded loaded = config::load_pods(field("manifest"), config::Accept::PodAsItIs);
  if (loaded.pods.size() != 1) return Error{0, "its manifest cannot be read"};

  RememberedPod remembered{std::move(loaded.pods.front()), {}};
  auto& [pod, memory] = remembered;
  memory.origin = {!field("file").empty(), field("file"), number("created"),
                   std::max<std::int64_t>(1, number("generation"))};
  memory.counted_spec = std::strtoull(field("counted_spec").c_str(), nullptr, 10);
  memory.resizing = !field("resizing").empty();
  const std::string state = field("state");
  const auto bytes = std::as_bytes(std::span(state));
  memory.state.assign(bytes.begin(), bytes.end());
  if (!field("deletion_requested").empty()) memory.deletion_requested = number("deletion_requested");
  memory.deletion_grace_seconds = number("deletion_grace");
  memory.escalation = {static_cast<std::int32_t>(number("escalation/failures")),
                       static_cast<std::int32_t>(number("escalation/restarts")),
                       {number("escalation/last_failure")}};
  memory.details.resize(container_count(pod.spec));
  for (std::size_t i = 0; i < memory.details.size(); ++i) {
    const config::Container& container = container_at(pod.spec, static_cast<core::ContainerIndex>(i));
    for (const auto& [key, member] : kDetails) memory.details[i].*member = field(detail_key(container, key));
  }
  memory.gates.resize(pod.spec.readiness_gates.size());
  for (std::size_t i = 0; i < memory.gates.size(); ++i) {
    memory.gates[i] = {field(gate_key(i, "reason")), field(gate_key(i, "message"))};
  }
  return remembered;
}

}  // namespace peapod::runtime
