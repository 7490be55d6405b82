#include "firmware-agent/api/pod_update.h"

#include "config/pod_json.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/spec_difference.h"

namespace peapod::api {
namespace {

using runtime::ChangeScope;

constexpr const char* kOnlyThese =
    "Forbidden: pod updates may not change fields other than `spec.containers[*].image`, "
    "`spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations`, `metadata.labels` and "
    "`metadata.annotations`; ";

struct Comparison {
  bool found = false;
  bool ends = false;  // It is going away, or has ended: it cannot become what is put there.
  bool same = false;
  std::optional<StatusError> conflict;  // It is not the pod that was meant.
  std::optional<StatusError> refusal;   // It may not change so.
  std::string changed;                  // The object as it would be.
};

// The field that first differs beyond what may change, or nothing.
std::string other_difference(const config::PodSpec& present, const config::PodSpec& wanted, ChangeScope scope) {
  const std::string before = config::pod_spec_to_json(present);
  const std::string after = config::pod_spec_to_json(runtime::without_changes(present, wanted, scope));
  return before == after ? std::string() : "spec." + first_difference(before, after);
}

StatusError forbidden(const std::string& name, const std::string& field, const std::string& message) {
  StatusError error = invalid_option("Pod", name, field, message);
  if (message.starts_with("Forbidden")) error.causes.front().reason = "FieldValueForbidden";
  return error;
}

std::optional<StatusError> check_change(const config::Pod& present, const config::PodSpec& wanted, ChangeScope scope) {
  const std::string& name = present.metadata.name;
  const std::string field = other_difference(present.spec, wanted, scope);
  if (!field.empty() && scope == ChangeScope::Resize) {
    return forbidden(name, field, "Forbidden: only cpu and memory resources are mutable");
  }
  if (!field.empty() && scope == ChangeScope::Ephemeral) {
    return forbidden(name, field, "Forbidden: only ephemeral containers may be added");
  }
  if (!field.empty()) {
    const bool of_resources = field.find(".resources") != std::string::npos;
    return forbidden(
        name, field,
        std::string(kOnlyThese) + (of_resources ? "resize the pod (--subresource resize)"
                                                : "replace the pod (PUT), or delete it and create it anew"));
  }
  const auto not_so = runtime::forbidden_change(present.spec, wanted, scope);
  if (!not_so) return std::nullopt;
  return forbidden(name, not_so->field, not_so->message);
}

// What a manifest leaves out is left as it is; what it says, it must say of those there are.
std::optional<StatusError> other_ephemeral(const config::Pod& is, const config::PodSpec& wanted) {
  if (runtime::same_spec(wanted, runtime::without_changes(is.spec, wanted, ChangeScope::Ephemeral)))
    return std::nullopt;
  return forbidden(is.metadata.name, "spec.ephemeralContainers",
                   std::string(kOnlyThese) + "add ephemeral containers by the subresource ephemeralcontainers");
}

bool has_ended(const runtime::PodView& view) {
  return view.status.phase == core::PodPhase::Succeeded || view.status.phase == core::PodPhase::Failed;
}

// `wanted` becomes what is to be: without what the request does not speak of.
Comparison compare(const runtime::PodView& view, SentPod& wanted, ChangeScope scope, const runtime::PodControl& pods) {
  Comparison found;
  found.found = true;
  found.conflict = check_preconditions(view, wanted.pod.metadata.uid, wanted.resource_version);
  const config::Pod& is = view.pod;
  config::Pod& should = wanted.pod;
  const bool is_of_ephemeral = scope == ChangeScope::Ephemeral;
  if (!is_of_ephemeral && should.spec.ephemeral_containers.empty()) {
    should.spec.ephemeral_containers = is.spec.ephemeral_containers;
  } else if (!is_of_ephemeral && !found.conflict) {
    found.conflict = other_ephemeral(is, should.spec);
  }
  if (scope == ChangeScope::Resize || is_of_ephemeral) {
    should.metadata.labels = is.metadata.labels;
    should.metadata.annotations = is.metadata.annotations;
  }
  // The node's own name is shown in every pod; it comes back where nobody asked for it.
  if (is.spec.node_name.empty() && should.spec.node_name == pods.node_name()) should.spec.node_name.clear();
  const bool other_spec = !runtime::same_spec(is.spec, should.spec);
  found.same = !other_spec && is.metadata.labels == should.metadata.labels &&
               is.metadata.annotations == should.metadata.annotations;
  found.ends = view.deletion_requested.has_value() || (other_spec && has_ended(view));
  found.refusal = check_change(is, should.spec, scope);
  if (!found.refusal) found.changed = object_as_changed(view, should, pods);
  return found;
}

}  // namespace

std::optional<StatusError> check_preconditions(const runtime::PodView& present, std::string_view uid,
                                               std::string_view resource_version) {
  const config::ObjectMeta& metadata = present.pod.metadata;
  if (!uid.empty() && uid != metadata.uid) {
    return conflict(metadata.name, "Precondition failed: UID in precondition: " + std::string(uid) +
                                       ", UID in object meta: " + metadata.uid);
  }
  if (resource_version.empty() || resource_version == std::to_string(present.resource_version)) return std::nullopt;
  return conflict(metadata.name, "Operation cannot be fulfilled on pods \"" + metadata.name +
                                     "\": the object has been modified; please apply your changes to the latest "
                                     "version and try again");
}

ChangeScope scope_of(std::string_view subresource, ChangeScope whole) {
  if (subresource == "resize") return ChangeScope::Resize;
  return subresource == "ephemeralcontainers" ? ChangeScope::Ephemeral : whole;
}

void update_pod(Call& call, SentPod wanted, ChangeScope scope) {
  const config::ObjectMeta metadata = wanted.pod.metadata;
  Comparison present;
  call.pods.with_pod(metadata.namespace_, metadata.name,
                     [&](const runtime::PodView& view) { present = compare(view, wanted, scope, call.pods); });
  if (!present.found) return answer(call, not_found("pods", metadata.name));
  if (present.conflict) return answer(call, *present.conflict);
  const bool dry_run = call.query.get("dryRun") == "All";
  const bool replace = scope == ChangeScope::Manifest && (present.ends || present.refusal);
  if (present.refusal && !replace) return answer(call, *present.refusal);
  if (dry_run) return answer(call, 200, replace ? config::pod_to_json(wanted.pod) : present.changed);
  std::optional<runtime::Refusal> refusal;
  if (replace) {
    wanted.pod.spec.ephemeral_containers.clear();
    refusal = call.pods.replace_pod(std::move(wanted.pod));
  } else if (!present.same) {
    refusal = call.pods.change_pod(std::move(wanted.pod));
  }
  if (refusal) return answer(call, from_refusal(*refusal, metadata.name));
  answer(call, 200, find_object(call.pods, metadata.namespace_, metadata.name));
}

}  // namespace peapod::api
