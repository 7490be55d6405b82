#include "tests/integration/support/pod_view.h"

#include <rapidjson/document.h>

namespace peapod::test {
namespace {

using Value = rapidjson::Value;

const Value* member(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string text(const Value& object, const char* name) {
  const Value* value = member(object, name);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

std::int64_t number(const Value& object, const char* name, std::int64_t otherwise) {
  const Value* value = member(object, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : otherwise;
}

template <class Visit>
void each(const Value& object, const char* name, Visit visit) {
  const Value* array = member(object, name);
  if (array == nullptr || !array->IsArray()) return;
  for (const Value& item : array->GetArray()) visit(item);
}

ContainerStateView read_state(const Value& status, const char* name) {
  ContainerStateView state;
  const Value* value = member(status, name);
  if (value == nullptr) return state;
  for (const char* kind : {"waiting", "running", "terminated"}) {
    const Value* found = member(*value, kind);
    if (found == nullptr) continue;
    state.kind = kind;
    state.reason = text(*found, "reason");
    state.message = text(*found, "message");
    state.exit_code = number(*found, "exitCode", -1);
  }
  return state;
}

ContainerView read_container(const Value& status) {
  ContainerView container;
  container.name = text(status, "name");
  const Value* ready = member(status, "ready");
  container.ready = ready != nullptr && ready->IsTrue();
  container.restarts = number(status, "restartCount", 0);
  container.state = read_state(status, "state");
  container.last_state = read_state(status, "lastState");
  return container;
}

PodView read_pod(const Value& object) {
  PodView pod;
  if (const Value* metadata = member(object, "metadata")) {
    pod.name = text(*metadata, "name");
    pod.uid = text(*metadata, "uid");
  }
  const Value* status = member(object, "status");
  if (status == nullptr) return pod;
  pod.phase = text(*status, "phase");
  pod.reason = text(*status, "reason");
  each(*status, "conditions", [&](const Value& condition) {
    if (text(condition, "type") == "Ready") pod.ready = text(condition, "status") == "True";
  });
  each(*status, "initContainerStatuses",
       [&](const Value& item) { pod.init_containers.push_back(read_container(item)); });
  each(*status, "containerStatuses", [&](const Value& item) { pod.containers.push_back(read_container(item)); });
  return pod;
}

}  // namespace

ContainerView PodView::container(std::string_view container_name) const {
  for (const auto* list : {&init_containers, &containers}) {
    for (const ContainerView& candidate : *list) {
      if (candidate.name == container_name) return candidate;
    }
  }
  return {};
}

std::optional<PodView> parse_pod(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject() || text(document, "kind") != "Pod") return std::nullopt;
  return read_pod(document);
}

std::vector<PodView> parse_pod_list(const std::string& json) {
  std::vector<PodView> pods;
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return pods;
  each(document, "items", [&](const Value& item) { pods.push_back(read_pod(item)); });
  return pods;
}

}  // namespace peapod::test
