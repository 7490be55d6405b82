#include "firmware-agent/api/pod_gates.h"

#include <algorithm>

#include "config/patch/json_tree.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/pod_patch.h"
#include "firmware-agent/api/pod_update.h"

namespace peapod::api {
namespace {

using config::find_member;
using config::JsonValue;
using runtime::GateReport;

constexpr std::size_t kReasonBytesMax = 1024;
constexpr std::size_t kMessageBytesMax = 32 << 10;

std::string_view text_member(const JsonValue& object, std::string_view name) {
  const JsonValue* text = object.IsObject() ? find_member(object, name) : nullptr;
  return text != nullptr && text->IsString() ? config::text_of(*text) : std::string_view();
}

bool is_agents_own(std::string_view type) {
  return std::ranges::find(config::kAgentConditions, type) != std::end(config::kAgentConditions);
}

std::optional<core::GateStatus> parse_gate_status(std::string_view text) {
  for (const auto status : {core::GateStatus::True, core::GateStatus::False, core::GateStatus::Unknown}) {
    if (core::name(status) == text) return status;
  }
  return std::nullopt;
}

const JsonValue* find_item(const JsonValue& conditions, std::string_view type) {
  for (const JsonValue& item : conditions.GetArray()) {
    if (text_member(item, "type") == type) return &item;
  }
  return nullptr;
}

// What a status says of a pod's gates.
class StatusReader {
 public:
  StatusReader(const config::Pod& pod, const JsonValue& present) : pod_(pod), present_(present) {
    reports_.resize(pod.spec.readiness_gates.size());
  }

  std::optional<StatusError> read(const JsonValue& status) {
    for (const auto& [name, value] : status.GetObject()) {
      const JsonValue* is = find_member(present_, config::text_of(name));
      if (config::text_of(name) == "conditions" && value.IsArray()) {
        if (auto error = read_conditions(value)) return error;
      } else if (is == nullptr || *is != value) {
        changes_others_ = true;
      }
    }
    return std::nullopt;
  }
  const std::vector<GateReport>& reports() const { return reports_; }
  bool changes_others() const { return changes_others_; }

 private:
  std::optional<StatusError> read_conditions(const JsonValue& conditions) {
    const JsonValue* present = find_member(present_, "conditions");
    for (rapidjson::SizeType i = 0; i < conditions.Size(); ++i) {
      const std::string place = "status.conditions[" + std::to_string(i) + "]";
      const std::string_view type = text_member(conditions[i], "type");
      if (is_agents_own(type)) {
        const JsonValue* is = find_item(*present, type);
        changes_others_ = changes_others_ || is == nullptr || *is != conditions[i];
        continue;
      }
      if (auto error = read_gate(conditions[i], type, place)) return error;
    }
    return std::nullopt;
  }

  std::optional<StatusError> read_gate(const JsonValue& condition, std::string_view type, const std::string& place) {
    const auto& gates = pod_.spec.readiness_gates;
    const auto gate = std::ranges::find(gates, type, &config::ReadinessGate::condition_type);
    if (gate == gates.end()) {
      return invalid(place + ".type", "Invalid value: \"" + std::string(type) +
                                          "\": only conditions that spec.readinessGates names can be set");
    }
    const std::string_view status = text_member(condition, "status");
    const auto known = parse_gate_status(status);
    if (!known) {
      return invalid(place + ".status", "Unsupported value: \"" + std::string(status) +
                                            "\": supported values: \"True\", \"False\", \"Unknown\"");
    }
    GateReport report{*known,
                      {std::string(text_member(condition, "reason")), std::string(text_member(condition, "message"))}};
    if (report.note.reason.size() > kReasonBytesMax) return too_long(place + ".reason", kReasonBytesMax);
    if (report.note.message.size() > kMessageBytesMax) return too_long(place + ".message", kMessageBytesMax);
    // The same gate may stand in the list more than once.
    for (std::size_t i = 0; i < gates.size(); ++i) {
      if (gates[i].condition_type == type) reports_[i] = report;
    }
    return std::nullopt;
  }

  StatusError too_long(const std::string& field, std::size_t bytes) const {
    return invalid(field, "Too long: may not be more than " + std::to_string(bytes) + " bytes");
  }
  StatusError invalid(const std::string& field, const std::string& message) const {
    return invalid_option("Pod", pod_.metadata.name, field, message);
  }

  const config::Pod& pod_;
  const JsonValue& present_;
  std::vector<GateReport> reports_;
  bool changes_others_ = false;
};

std::string object_with(const runtime::PodView& view, const std::vector<GateReport>& reports,
                        const runtime::PodControl& pods) {
  runtime::PodView shown = view;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    core::GateState& gate = shown.status.gates[i];
    if (gate.status != reports[i].status) gate = {reports[i].status, pods.now()};
    shown.gate_notes[i] = reports[i].note;
  }
  std::string out;
  append_object(out, shown, pods);
  return out;
}

// `wanted` is the pod's object as it is to be, `present` as it is.
void update_status(Call& call, const std::string& present, const std::string& wanted) {
  rapidjson::Document is;
  rapidjson::Document should;
  if (const auto error = config::parse_tree(present, "the object", is)) return answer(call, from_patch_error(*error));
  if (const auto error = config::parse_tree(wanted, "the object", should)) {
    return answer(call, from_patch_error(*error));
  }
  const JsonValue* status = should.IsObject() ? find_member(should, "status") : nullptr;
  const JsonValue* metadata = should.IsObject() ? find_member(should, "metadata") : nullptr;
  if (status == nullptr || !status->IsObject() || metadata == nullptr) {
    return answer(call, bad_request("the body must be a Pod as JSON, with its status"));
  }
  std::optional<StatusError> error;
  std::vector<GateReport> reports;
  std::string changed;
  call.pods.with_pod(call.route.namespace_, call.route.name, [&](const runtime::PodView& view) {
    error = check_preconditions(view, text_member(*metadata, "uid"), text_member(*metadata, "resourceVersion"));
    if (error) return;
    StatusReader reader(view.pod, *find_member(is, "status"));
    error = reader.read(*status);
    if (error) return;
    if (reader.changes_others())
      warn(call, "status: only conditions of readiness gates are set: the rest is the agent's");
    reports = reader.reports();
    changed = object_with(view, reports, call.pods);
  });
  if (error) return answer(call, *error);
  if (call.query.get("dryRun") != "All") {
    const auto refusal = call.pods.set_gates(call.route.namespace_, call.route.name, std::move(reports));
    if (refusal) return answer(call, from_refusal(*refusal, call.route.name));
  }
  answer(call, 200, changed);
}

}  // namespace

void replace_status(Call& call) {
  const std::string present = find_object(call.pods, call.route.namespace_, call.route.name);
  if (present.empty()) return answer(call, not_found("pods", call.route.name));
  update_status(call, present, call.request.body);
}

void patch_status(Call& call) {
  const std::string present = find_object(call.pods, call.route.namespace_, call.route.name);
  if (present.empty()) return answer(call, not_found("pods", call.route.name));
  std::string wanted;
  if (const auto error = apply_patch(call.request, present, wanted)) return answer(call, *error);
  update_status(call, present, wanted);
}

}  // namespace peapod::api
