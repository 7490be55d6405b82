#include "firmware-agent/api/pod_update.h"

#include "config/pod_json.h"
#include "firmware-agent/api/pod_object.h"
#include "firmware-agent/api/spec_difference.h"

namespace peapod::api {
namespace {

struct Comparison {
  bool found = false;
  bool deleting = false;
  bool same_metadata = false;
  std::string difference;               // "spec.containers[0].image"; empty: the same spec.
  std::optional<StatusError> conflict;  // It is not the pod that was meant.
  std::string with_metadata;            // The object as it would be with the wanted labels and annotations.
};

std::optional<StatusError> check_preconditions(const runtime::PodView& present, const SentPod& wanted) {
  const config::ObjectMeta& metadata = present.pod.metadata;
  const std::string& uid = wanted.pod.metadata.uid;
  if (!uid.empty() && uid != metadata.uid) {
    return conflict(metadata.name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + metadata.uid);
  }
  if (wanted.resource_version.empty() || wanted.resource_version == std::to_string(present.resource_version)) {
    return std::nullopt;
  }
  return conflict(metadata.name, "Operation cannot be fulfilled on pods \"" + metadata.name +
                                     "\": the object has been modified; please apply your changes to the latest "
                                     "version and try again");
}

std::string spec_difference(const config::PodSpec& present, config::PodSpec wanted, const std::string& node_name) {
  // The node's own name is shown in every pod; it comes back where nobody asked for it.
  if (present.node_name.empty() && wanted.node_name == node_name) wanted.node_name.clear();
  const std::string before = config::pod_spec_to_json(present);
  const std::string after = config::pod_spec_to_json(wanted);
  return before == after ? std::string() : "spec." + first_difference(before, after);
}

Comparison compare(const runtime::PodView& view, const SentPod& wanted, const runtime::PodControl& pods) {
  Comparison found;
  found.found = true;
  found.deleting = view.deletion_requested.has_value();
  found.conflict = check_preconditions(view, wanted);
  const config::ObjectMeta& is = view.pod.metadata;
  const config::ObjectMeta& should = wanted.pod.metadata;
  found.same_metadata = is.labels == should.labels && is.annotations == should.annotations;
  found.difference = spec_difference(view.pod.spec, wanted.pod.spec, pods.node_name());
  found.with_metadata = object_with_metadata(view, should, pods);
  return found;
}

StatusError forbidden_change(const std::string& name, const std::string& field) {
  StatusError error = invalid_option("Pod", name, field,
                                     "Forbidden: pod updates may not change fields other than `metadata.labels` and "
                                     "`metadata.annotations`; replace the pod (PUT), or delete it and create it anew");
  error.causes.front().reason = "FieldValueForbidden";
  return error;
}

}  // namespace

void update_pod(Call& call, SentPod wanted, OtherSpec other_spec) {
  const config::ObjectMeta metadata = wanted.pod.metadata;
  Comparison present;
  call.pods.with_pod(metadata.namespace_, metadata.name,
                     [&](const runtime::PodView& view) { present = compare(view, wanted, call.pods); });
  if (!present.found) return answer(call, not_found("pods", metadata.name));
  if (present.conflict) return answer(call, *present.conflict);
  const bool dry_run = call.query.get("dryRun") == "All";
  // One that is going away cannot be what is put there.
  const bool replace = other_spec == OtherSpec::Replaces && (present.deleting || !present.difference.empty());
  if (!present.difference.empty() && !replace) {
    return answer(call, forbidden_change(metadata.name, present.difference));
  }
  if (dry_run) return answer(call, 200, replace ? config::pod_to_json(wanted.pod) : present.with_metadata);
  std::optional<runtime::Refusal> refusal;
  if (replace) {
    refusal = call.pods.replace_pod(std::move(wanted.pod));
  } else if (!present.same_metadata) {
    refusal = call.pods.set_metadata(metadata.namespace_, metadata.name, metadata.labels, metadata.annotations);
  }
  if (refusal) return answer(call, from_refusal(*refusal, metadata.name));
  answer(call, 200, find_object(call.pods, metadata.namespace_, metadata.name));
}

}  // namespace peapod::api
